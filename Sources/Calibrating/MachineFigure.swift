import Clusters
import Costing
import Formats
import Models
import Quantities

/// A figure of a machine at its peak, alone or with a model.
public struct MachineFigure: Sendable, Hashable {
  /// The published property of the machine.
  public enum Property: String, Sendable, Hashable, CaseIterable {
    /// Dense operations per byte of memory traffic.
    case operationsPerByte
    /// Time to read the whole memory once.
    case memoryDrainTime
    /// Batch at which products take as long as reading every weight once.
    case crossoverBatch

    /// The unit of the property.
    public var unit: PublishedUnit { self == .memoryDrainTime ? .time : .number }
  }

  /// The machine.
  public enum Machine: Sendable, Hashable {
    /// An accelerator of the catalogue.
    case accelerator(String)
    /// The first pool of a cluster that ships with the product.
    case cluster(String)
  }

  /// The published property.
  public let property: Property
  /// The machine.
  public let machine: Machine
  /// The format of the operands.
  public let format: NumberFormat
  /// The model that runs on it, for a crossover.
  public let model: PublishedModel?

  func predicted() throws -> Double {
    let cluster = try cluster()
    let accelerator = cluster.pools[0].accelerator
    switch property {
    case .memoryDrainTime: return accelerator.memoryDrainTime.value
    case .operationsPerByte:
      guard let ratio = accelerator.operationsPerByte(format) else {
        throw fault("format", "\(format.rawValue) on \(accelerator.id)", "a format that the hardware computes in")
      }
      return ratio
    case .crossoverBatch:
      guard let model else { throw fault("model", "no model", "a model to cross over") }
      return try CostModel(
        model: model.architecture(), cluster: cluster, poolIndex: 0, workload: Workload(context: 1),
        calibration: .shipped("ideal")
      ).crossoverBatch().value
    }
  }

  private func cluster() throws -> Cluster {
    switch machine {
    case .accelerator(let id): try OneDomain.cluster(of: id, gpus: 1)
    case .cluster(let name): try ClusterReference(name).read()
    }
  }

  private func fault(_ key: String, _ found: String, _ expected: String) -> Diagnostic {
    Diagnostic(id: .publishedConfiguration, file: "published", key: key, found: found, expected: expected)
  }
}

/// A figure that follows from a model alone.
public struct ArchitectureFigure: Sendable, Hashable {
  /// The published property of the model.
  public enum Property: String, Sendable, Hashable, CaseIterable {
    /// Parameters of the main model.
    case totalParameters
    /// Parameters that a token uses, embedding tables included.
    case activeParameters
    /// The active parameters without the input embedding.
    case activeParametersBesideEmbedding
    /// Bytes of all tensors, drafting layers included.
    case checkpointBytes
    /// Cache bytes that a token adds over all layers.
    case cacheBytesPerToken
    /// Cache bytes of a sequence of `context` tokens.
    case cacheBytesPerSequence
    /// Forward and backward operations of a token in sequences of `context` tokens.
    case trainingOperationsPerToken

    /// The unit of the property.
    public var unit: PublishedUnit {
      switch self {
      case .totalParameters, .activeParameters, .activeParametersBesideEmbedding: .parameters
      case .checkpointBytes, .cacheBytesPerToken, .cacheBytesPerSequence: .information
      case .trainingOperationsPerToken: .operations
      }
    }
  }

  /// The published property.
  public let property: Property
  /// The model.
  public let model: PublishedModel
  /// The format of cache elements.
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
