import Costing
import Inputs
import Quantities
import Topology

/// A figure of a machine at its peak, alone or with a model.
public struct MachineFigure: Sendable, Hashable {
  /// What was published of the machine.
  public enum Property: String, Sendable, Hashable, CaseIterable {
    /// Dense operations per byte of memory traffic.
    case operationsPerByte
    /// Time to read the whole memory once.
    case memoryDrainTime
    /// Batch at which products take as long as reading every weight once.
    case crossoverBatch

    /// What the property counts.
    public var unit: PublishedUnit { self == .memoryDrainTime ? .time : .number }
  }

  /// The machine.
  public enum Machine: Sendable, Hashable {
    /// An accelerator of the catalogue.
    case accelerator(String)
    /// The first pool of a cluster that ships with the product.
    case cluster(String)
  }

  /// What was published.
  public let property: Property
  /// Of which machine.
  public let machine: Machine
  /// The format of the operands.
  public let format: NumberFormat
  /// What runs on it, for a crossover.
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
    Diagnostic(id: "published-configuration", file: "published", key: key, found: found, expected: expected)
  }
}
