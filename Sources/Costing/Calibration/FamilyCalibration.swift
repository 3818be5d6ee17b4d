import Inputs
import Quantities

/// Achieved efficiencies and fixed overheads of one accelerator family.
public struct FamilyCalibration: Sendable, Hashable {
  /// Shares of HBM bandwidth that reads reach.
  public struct MemoryEfficiency: Sendable, Hashable {
    /// Of the nominal bandwidth of the family, before the shares below.
    let attainable: Calibrated<Scalar>
    let denseWeights, expertWeights, latentAttention, groupedAttention, recurrentState: Calibrated<Scalar>
  }

  /// Shares of the dense peak that matrix products reach.
  public struct ComputeEfficiency: Sendable, Hashable {
    /// Of the nominal rates of the family, before the shares below.
    let attainable: Calibrated<Scalar>
    let dense: [NumberFormat: Calibrated<Scalar>]
    /// Products in fp8 whose weights and activations have a scale for each block.
    let float8InBlocks: Calibrated<Scalar>
    /// Grouped products at many tokens per expert, and the tokens that an expert needs for half of it.
    let grouped, groupedHalfTokens: Calibrated<Scalar>
    /// The same for weights that are expanded on the way to the products (W4A16), whose kernels take smaller tiles.
    let expandedHalfTokens: Calibrated<Scalar>
    let attention: Calibrated<Scalar>
    /// Scores and values of decode over a cache in fp8, of the fp8 rate.
    let float8Attention: Calibrated<Scalar>
    /// Scores and values of a prompt, which many queries share.
    let promptAttention: Calibrated<Scalar>
  }

  /// Latency and share of bandwidth of a collective.
  public struct Collective: Sendable, Hashable {
    let scaleUpLatency, scaleOutLatency: Calibrated<Time>
    let scaleUpEfficiency, scaleOutEfficiency: Calibrated<Scalar>
  }

  /// Costs per layer and step that no bandwidth removes: launches, norms, routing, permutations.
  public struct Overhead: Sendable, Hashable {
    /// Kernels start and end more slowly on some families.
    let factor: Calibrated<Scalar>
    let mixtureLayer, denseLayer, step: Calibrated<Time>
    /// Host work and sampling for a sequence in a step.
    let sequence: Calibrated<Time>
    /// What a layer costs on top in a step that holds prompt tokens: such steps are not replayed from a recorded graph.
    let promptLayer: Calibrated<Time>
    /// What a layer costs on top where its mixer multiplies in fp8: activations are quantised before every product.
    let quantisedLayer: Calibrated<Time>
    /// What an all-reduce, and an exchange with experts, costs in a model on top of its kernel.
    let allReduceWait, exchangeWait: Calibrated<Time>
  }

  /// Traffic of activations through HBM between matrix products: norms, residuals, quantisation, rotations.
  public struct Activations: Sendable, Hashable {
    /// Reads and writes of a hidden vector for a token in a layer.
    let perToken: Calibrated<Scalar>
    /// Reads and writes of a travelling vector for a token at an expert.
    let perExpertToken: Calibrated<Scalar>
  }

  /// What uneven work costs.
  public struct Imbalance: Sendable, Hashable {
    /// Load of the hottest of 32 GPUs over the mean where no expert load is given; it grows with the logarithm of EP.
    let experts: Calibrated<Scalar>
    /// The same where experts have redundant copies that even the loads out.
    let replicatedExperts: Calibrated<Scalar>
    /// Coefficient of variation of the popularity of experts: the more it varies, the fewer are hit.
    let expertPopularityVariation: Calibrated<Scalar>
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
  let activations: Activations
  let overhead: Overhead
  let imbalance: Imbalance
}
