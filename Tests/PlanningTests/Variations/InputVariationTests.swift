import Costing
import Formats
import Quantities
import Testing
@testable import Planning

@Suite("Changes as users write them")
struct InputVariationTests {
  @Test(arguments: [
    ("scale-out=100GB/s", InputAxis.scaleOut, AxisSetting.value(100e9)),
    ("scale-out = 100 GB/s", .scaleOut, .value(100e9)),
    ("scale-out=2x", .scaleOut, .factor(2)), ("hbm=x1.5", .memory, .factor(1.5)),
    ("context=/2", .context, .factor(0.5)),
    ("context=128k", .context, .value(131_072)), ("batch=1k", .batch, .value(1_000)),
    ("context=128Ki", .context, .value(131_072)),
    ("context=4096", .context, .value(4096)), ("hbm=180GiB", .memory, .value(180 * 1_073_741_824)),
    ("tpot=25ms", .timePerOutputToken, .value(0.025)), ("price=3USD/h", .price, .value(3 * (1 / 3600))),
    ("flops=5 PFLOP/s", .compute, .value(5e15)), ("scale-out-latency=0s", .scaleOutLatency, .value(0)),
  ])
  func change(text: String, axis: InputAxis, setting: AxisSetting) throws {
    #expect(try AxisChange(parsing: text, flag: "--what-if") == AxisChange(axis: axis, setting: setting))
  }

  @Test func aPoolAndSeveralTogether() throws {
    let variation = try InputVariation(parsing: "nodes@h200=8, hbm=2x", flag: "--what-if")
    #expect(
      variation.changes == [
        AxisChange(axis: .nodes, setting: .value(8), pool: "h200"), AxisChange(axis: .memory, setting: .factor(2)),
      ])
  }

  @Test(arguments: [
    ("", "unknown-value"), ("scale-out", "unknown-value"), ("scale-out=", "unknown-value"),
    ("speed=2x", "unknown-value"),
    ("scale-out=100", "unit-missing"), ("scale-out=100Gb/s", "unit-wrong"), ("hbm=0 GB", "out-of-range"),
    ("hbm=-1x", "wrong-type"), ("hbm=0x", "wrong-type"), ("hbm=/0", "wrong-type"), ("hbm=nanx", "wrong-type"),
    ("context=many", "wrong-type"), ("context=k", "wrong-type"), ("context=infk", "wrong-type"),
    ("hbm=2x,", "unknown-value"), ("hbm=2x,hbm=3x", "duplicate-name"), (",", "unknown-value"),
  ])
  func faults(text: String, id: String) {
    let fault = #expect(throws: Diagnostic.self) { try InputVariation(parsing: text, flag: "--what-if") }
    #expect(fault?.id.rawValue == id && fault?.file == "--what-if")
  }

  /// As for --context itself: an engine would refuse to start.
  @Test func lengthsBeyondTheModelAreRefused() throws {
    var model = TinyModel.model(layers: [TinyModel.kinds[1]])
    model.maximumContext = 8_192
    let request = try TinyRequest.make(
      model, TinyCluster().cluster(), context: 4_096, goal: Goal(objective: .cost, timePerOutputToken: Seconds(0.05)))
    func applied(_ text: String) throws -> PlanRequest {
      try InputVariation(parsing: text, flag: "--what-if").applied(to: request, flag: "--what-if")
    }
    #expect(try applied("context=8k").workload.peakContext == 8_192)
    for text in ["context=9k", "context=4x"] {
      let fault = #expect(throws: Diagnostic.self) { try applied(text) }
      #expect(fault?.id == .contextBeyondModel && fault?.file == "--what-if")
    }
  }
}
