import Foundation
import Testing

@Suite("Streams that are closed, full or read no further")
struct StreamTests {
  private func shell(_ line: String) throws -> Layline {
    try Layline.shell("set -o pipefail\n\(line)", in: Repository.root)
  }

  /// As other tools do: no complaint, and the status that a shell gives for SIGPIPE.
  @Test(arguments: ["", "trap '' PIPE\n"])
  func whoReadsNoFurtherIsNotComplainedTo(trap: String) throws {
    // The reader has certainly gone by then.
    let gone = try shell("\(trap)(sleep 1; layline --help) | true; echo ${PIPESTATUS[0]}")
    #expect(gone.output == "141\n", "\(gone.output)")
  }

  @Test func aFullDiskIsNoSuccess() throws {
    for command in ["layline --help", "layline cluster show hgx-h100"] {
      let run = try shell("\(command) > /dev/full")
      #expect(run.status == 2)
      #expect(run.output.hasPrefix("layline: error: stdout: found a write that failed"), "\(run.output)")
      #expect(run.output.hasSuffix("[output-failed]\n"))
    }
  }

  @Test func closedStreamsAreNoCrash() throws {
    #expect(try shell("layline cluster show hgx-h100 >&-").status == 2)
    #expect(try shell("layline cluster show hgx-h100 2>&- | head -1").output.hasPrefix("hgx-h100"))
    let mute = try shell("layline cluster show nowhere 2>&-")
    #expect((mute.status, mute.output) == (2, ""))
    #expect(try shell("layline cluster show hgx-h100 <&- | head -1").output.hasPrefix("hgx-h100"))
    #expect(try shell("layline cluster show nowhere >&- 2>&- <&-").status == 2)
  }

  /// With stderr closed the next file opened would get its number, and messages would go into the plan.
  @Test func nothingIsWrittenIntoFilesByMistake() throws {
    let plan = try SmallPlan()
    let command =
      "layline plan --model \(plan.model) --cluster \(plan.cluster) --context 1000 --output \(plan.output)"
    #expect(try shell("\(command) >&- 2>&-").status == 2)
    #expect(plan.written.hasPrefix("{") || plan.written == SmallPlan.earlier)
    #expect(try shell("\(command) 2>&-").status == 0)
    #expect(plan.written.hasPrefix("{") && plan.written.hasSuffix("}\n"))
  }
}
