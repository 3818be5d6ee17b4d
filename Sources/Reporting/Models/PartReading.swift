import Models
import Quantities

/// The parameters of one part of a model.
public struct PartReading: Sendable, Hashable {
  /// Which part.
  public let part: ModelPart
  /// Parameters stored; packed ones are counted unpacked.
  public let parameters: Int
  /// Parameters that a token uses; drafting layers are not used by a token of the main model.
  public let activeParameters: Int
  /// With scales.
  public let bytes: Bytes

  /// Every part of a model that has tensors, in the order of `ModelPart`.
  static func all(of model: ModelArchitecture) -> [PartReading] {
    let mixtures = model.layers.compactMap(\.kind.feedForward.mixture)
    let activeExperts = mixtures.reduce(0) { $0 + $1.expertsPerToken * $1.expertElements }
    return model.amountsByPart.map { part, amount in
      let active =
        switch part {
        case .routedExperts: activeExperts
        case .multiTokenPrediction: 0
        default: amount.elements
        }
      return PartReading(part: part, parameters: amount.elements, activeParameters: active, bytes: amount.bytes)
    }
  }
}
