import Models
import Quantities

/// A figure that follows from a model alone.
public struct ArchitectureFigure: Sendable, Hashable {
  /// What was published of the model.
  public enum Property: String, Sendable, Hashable, CaseIterable {
    /// Parameters of the main model.
    case totalParameters
    /// Parameters that a token uses, embedding tables included.
    case activeParameters
    /// The same without the input embedding.
    case activeParametersBesideEmbedding
    /// Bytes of all tensors, drafting layers included.
    case checkpointBytes
    /// Cache bytes that a token adds over all layers.
    case cacheBytesPerToken
    /// Cache bytes of a sequence of `context` tokens.
    case cacheBytesPerSequence
    /// Forward and backward operations of a token in sequences of `context` tokens.
    case trainingOperationsPerToken

    /// What the property counts.
    public var unit: PublishedUnit {
      switch self {
      case .totalParameters, .activeParameters, .activeParametersBesideEmbedding: .parameters
      case .checkpointBytes, .cacheBytesPerToken, .cacheBytesPerSequence: .information
      case .trainingOperationsPerToken: .operations
      }
    }
  }

  /// What was published.
  public let property: Property
  /// Of which model.
  public let model: PublishedModel
  /// How cache elements are stored.
  public let cacheFormat: NumberFormat
  /// Tokens of a sequence.
  public let context: Int

  func predicted() throws -> Double {
    let model = try model.architecture()
    return switch property {
    case .totalParameters: Double(model.totalParameters)
    case .activeParameters: Double(model.activeParameters)
    case .activeParametersBesideEmbedding: Double(model.activeParametersBesideEmbedding)
    case .checkpointBytes: model.checkpointBytes.value
    case .cacheBytesPerToken: model.cacheBytesPerToken(format: cacheFormat).value
    case .cacheBytesPerSequence: model.cacheBytesPerSequence(context: context, format: cacheFormat).value
    case .trainingOperationsPerToken: trainingOperations(model)
    }
  }

  /// 3 · (2 · N_active + Σ layers heads · (score + value width) · S): the backward pass costs two forward ones, and with a
  /// causal mask a token sees half of the sequence.
  private func trainingOperations(_ model: ModelArchitecture) -> Double {
    let scores = model.layers.compactMap(\.kind.mixer.attention).reduce(0) {
      $0 + $1.queryHeads * ($1.prefillScoreWidth + $1.prefillValueWidth)
    }
    return 3 * (2 * Double(model.activeParametersBesideEmbedding) + Double(scores) * Double(context))
  }
}
