import Inputs
import Quantities

/// Achieved efficiencies and fixed overheads of one accelerator family.
public struct FamilyCalibration: Sendable, Hashable {
  /// Shares of HBM bandwidth that reads reach.
  public struct MemoryEfficiency: Sendable, Hashable {
    let denseWeights, expertWeights, latentAttention, groupedAttention, recurrentState: Calibrated<Scalar>
  }

  /// Shares of the dense peak that matrix products reach.
  public struct ComputeEfficiency: Sendable, Hashable {
    let dense: [NumberFormat: Calibrated<Scalar>]
    /// Grouped products at many tokens per expert, and the tokens that an expert needs for half of it.
    let grouped, groupedHalfTokens: Calibrated<Scalar>
    let attention: Calibrated<Scalar>
  }

  /// Latency and share of bandwidth of a collective.
  public struct Collective: Sendable, Hashable {
    let scaleUpLatency, scaleOutLatency: Calibrated<Time>
    let scaleUpEfficiency, scaleOutEfficiency: Calibrated<Scalar>
  }

  /// Costs per layer and step that no bandwidth removes: launches, norms, routing, permutations.
  public struct Overhead: Sendable, Hashable {
    let mixtureLayer, denseLayer, step: Calibrated<Time>
  }

  /// What uneven work costs.
  public struct Imbalance: Sendable, Hashable {
    /// Load of the hottest GPU over the mean where no expert load is given.
    let experts: Calibrated<Scalar>
    /// Coefficient of variation of context lengths.
    let sequenceLengthVariation: Calibrated<Scalar>
  }

  /// The family that the figures were measured on: "hopper".
  public let family: String
  let memory: MemoryEfficiency
  let compute: ComputeEfficiency
  let allReduceLatency: Calibrated<Time>
  let allReduceEfficiency: Calibrated<Scalar>
  let allToAll: Collective
  let pointToPoint: Collective
  let overhead: Overhead
  let imbalance: Imbalance
}
