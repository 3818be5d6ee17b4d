import Inputs
import Models
import Quantities

/// The model of a published figure: one of the catalogue, or a mixture of experts that an argument is made with.
public enum PublishedModel: Sendable, Hashable {
  /// A name of the catalogue, and how its matrices are stored where that differs from the checkpoint.
  case catalogue(String, weights: NumberFormat?)
  /// One layer of experts and nothing else.
  case mixture(MixtureSketch)

  /// The layers.
  /// - Throws: `Diagnostic` "model-unknown".
  func architecture() throws -> ModelArchitecture {
    switch self {
    case .catalogue(let name, let weights):
      let model = try ModelCatalogue.model(named: name)
      return weights.map { model.withPrecision($0) } ?? model
    case .mixture(let sketch): return sketch.architecture
    }
  }
}
