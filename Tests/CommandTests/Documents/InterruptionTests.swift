import Foundation
import Testing

@Suite("Interruption")
struct InterruptionTests {
  private static let planning =
    "exec layline plan --model DeepSeek-V3 --cluster gb200-nvl72-8-racks --context 4096 --gap 0.000001 --any-layout"

  /// The best so far, marked, and a bound that a verifier's own search confirms.
  @Test func ctrlCGivesTheBestSoFar() throws {
    let folder = try TemporaryFolder()
    let run = try Layline.shell(
      "(\(Self.planning) --output plan.json) & sleep 2; kill -INT $!; wait $!", in: folder.url)
    guard run.status == 130 else { return #expect(run.status == 0, "\(run.output)") }
    guard folder.names == ["plan.json"] else {
      return #expect(run.output.contains("interrupted before anything was found"))
    }
    let text = try String(contentsOf: folder.url.appending(path: "plan.json"), encoding: .utf8)
    #expect(text.contains("\"isInterrupted\" : true") && run.output.contains("interrupted: the best so far"))
    #expect(try SchemaCheck(schema: "Sources/Plans/Schemas/plan.schema.json", text: text).faults == [])
    let verified = try Layline.run("verify", folder.url.appending(path: "plan.json").path())
    #expect(verified.status == 0, "\(verified.output)")
  }

  /// Every expert has a place, though the search was not over.
  @Test(arguments: ["INT", "TERM"]) func aSignalGivesTheBestPlacementSoFar(signal: String) throws {
    let folder = try TemporaryFolder()
    let loads = Repository.root.appending(path: "Examples/place-experts/decode.json").path()
    let place = "exec layline place --expert-load \(loads) --gpus 32 --redundant 32 --effort 400 --output map.json"
    let run = try Layline.shell("(\(place)) & sleep 1; kill -\(signal) $!; wait $!", in: folder.url)
    #expect(run.status == 130, "\(run.output)")
    #expect(run.output.contains("Interrupted: the best so far") && folder.names == ["map.json"])
  }

  @Test func aSecondCtrlCEndsAtOnce() throws {
    let folder = try TemporaryFolder()
    let line =
      "(\(Self.planning) --output plan.json) & sleep 0.4; kill -INT $!; kill -INT $!; sleep 0.05; kill -INT $!; wait $!"
    let run = try Layline.shell(line, in: folder.url)
    #expect(run.status == 130, "\(run.output)")
  }

  @Test func ctrlCEndsOtherCommandsAndWritesNothing() throws {
    let folder = try TemporaryFolder()
    let compare = "exec layline compare --model DeepSeek-V3 --cluster gb200-nvl72-8-racks --context 4096"
    let run = try Layline.shell("timeout --preserve-status --signal INT 0.3 bash -c '\(compare)'", in: folder.url)
    #expect(run.status == 130, "\(run.output)")
    #expect(run.output == "")
    #expect(folder.names == [])
  }
}
