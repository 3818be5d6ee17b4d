import Models
import Reporting
import Testing

@Suite("model show and model list")
struct ModelReportTests {
  @Test func everyModelFitsTheTerminal() throws {
    for entry in try ModelCatalogue.entries() {
      let text = ModelReport(ModelSummary(try ModelCatalogue.model(named: entry.name), context: 4096)).description
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        #expect(line.count <= 100 && line.last != " ", "\(entry.name): \(line)")
      }
    }
  }

  @Test(arguments: [
    ("DeepSeek-V3", "layers 3-60  MLA; 256 experts, 8 per token, 1 shared"),
    ("DeepSeek-V3.2", "MLA, 2,048 entries picked; dense"), ("gpt-oss-120b", "layers 0, 2 ... 34  GQA 64/8, window 128"),
    ("Llama-4-Maverick-17B-128E-Instruct", "GQA 40/8, chunks of 8,192"),
    ("Kimi-K3", "layer 0"), ("Qwen3-Next-80B-A3B-Instruct", "layers 0-2, 4-6 ... 44-46  linear attention"),
    ("NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "Mamba-2; no feed-forward"),
    ("Llama-3.1-8B", "layers 0-31  GQA 32/8; dense"),
  ])
  func layersAreNamed(model: String, line: String) throws {
    #expect(ModelReport(ModelSummary(try ModelCatalogue.model(named: model), context: 1)).description.contains(line))
  }

  @Test func layersOfAReadingAreAllOfThem() throws {
    for entry in try ModelCatalogue.entries() {
      let summary = ModelSummary(try ModelCatalogue.model(named: entry.name), context: 1)
      #expect(summary.layers.reduce(0) { $0 + $1.count } == summary.model.layers.count, "\(entry.name)")
      let main = summary.parts.filter { $0.part != .multiTokenPrediction }
      #expect(main.reduce(0) { $0 + $1.parameters } == summary.model.totalParameters, "\(entry.name)")
      #expect(main.reduce(0) { $0 + $1.activeParameters } == summary.model.activeParameters, "\(entry.name)")
    }
  }

  @Test func theListNamesEveryModel() throws {
    let lines = try Layline.run("model", "list").output.split(separator: "\n").dropFirst()
    let names = try ModelCatalogue.entries().map(\.name)
    #expect(zip(lines, names).allSatisfy { $0.hasPrefix($1 + " ") })
    #expect(lines.count == names.count)
  }
}
