import Formats
import Foundation
import Models
import Testing

@Suite("Every real configuration, against figures counted independently", .enabled(if: FactsFolder.path != nil))
struct ExpectedTableTests {
  @Test func readingAgreesExactly() throws {
    let folder = try #require(FactsFolder.path)
    let expected = try InputDocument.read(contentsOf: folder + "/models.expected.json").entries()
    #expect(expected.count == 43)
    for (name, figures) in expected {
      let model = try ModelArchitecture(contentsOf: "\(folder)/models/\(name).json")
      for (key, value) in ModelFigures(model).byKey {
        let wanted = try figures.required(key).number(atLeast: 0)
        #expect(Double(value) == wanted, "\(name): \(key)")
      }
      try expectKinds(model, figures, name)
    }
  }

  /// Entries of the catalogue are shortened (and their lists of exceptions written as patterns): nothing may be lost.
  @Test func catalogueEntriesReadAsTheirFiles() throws {
    let folder = try #require(FactsFolder.path) + "/models"
    let entries = try ModelCatalogue.entries()
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) where !file.contains("hf_quant") {
      let stem = String(file.dropLast(".json".count)).replacing(".reconstructed", with: "")
      let entry = try #require(entries.first { ([$0.shortName] + $0.aliases).contains(stem) }, "\(stem)")
      let shipped = try ModelCatalogue.model(named: entry.name)
      let whole = try ModelArchitecture(contentsOf: "\(folder)/\(file)")
      #expect(shipped.layers == whole.layers, "\(stem)")
      #expect(shipped.multiTokenPrediction == whole.multiTokenPrediction, "\(stem)")
      #expect(shipped.output == whole.output && shipped.embedding == whole.embedding, "\(stem)")
      #expect(shipped.quantization == whole.quantization && shipped.cacheFormat == whole.cacheFormat, "\(stem)")
      #expect(shipped.maximumContext == whole.maximumContext, "\(stem)")
    }
  }

  private func expectKinds(_ model: ModelArchitecture, _ figures: InputNode, _ name: String) throws {
    var wanted = Dictionary(
      uniqueKeysWithValues: try figures.required("kinds").entries().map {
        ($0.key, try $0.value.integer())
      })
    // Layers without a mixer are "none" here, whatever the reason.
    if let layers = wanted.removeValue(forKey: "ffn-only") { wanted["none", default: 0] += layers }
    #expect(ModelFigures(model).kinds == wanted, "\(name): kinds")
    #expect(model.layers.count == (try figures.required("layers").integer()), "\(name): layers")
    #expect(model.modelType == (try figures.required("model_type").text()), "\(name): model_type")
  }
}
