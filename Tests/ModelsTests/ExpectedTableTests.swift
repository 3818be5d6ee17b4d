import Foundation
import Inputs
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
