import Foundation
import Testing

@Suite("Interruption")
struct InterruptionTests {
  @Test func ctrlCEndsAPlanAndWritesNothing() throws {
    let folder = try TemporaryFolder()
    let plan = "layline plan --model DeepSeek-V3 --cluster gb200-nvl72-8-racks --context 4096 --output plan.json"
    let run = try Layline.shell("timeout --preserve-status --signal INT 0.3 \(plan)", in: folder.url)
    #expect(run.status == 130, "\(run.output)")
    #expect(run.output == "")
    #expect(folder.names == [])
  }
}
