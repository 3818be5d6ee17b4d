import Formats
import Quantities

/// Achieved efficiencies and fixed overheads of one accelerator family.
public struct FamilyCalibration: Sendable, Hashable {
  /// Shares of HBM bandwidth that reads reach.
  public struct MemoryEfficiency: Sendable, Hashable {
    /// Of the nominal bandwidth of the family, before the shares below.
    let attainable: Calibrated<Scalar>
    let denseWeights, expertWeights, latentAttention, groupedAttention, recurrentState: Calibrated<Scalar>
    /// Of the reads of expert weights those that their products wait for.
    let exposedExpertReads: Calibrated<Scalar>
    /// The same for weights that are expanded on the way to the products (W4A16), whose kernels take smaller tiles.
    let exposedExpandedReads: Calibrated<Scalar>
  }

  /// Shares of the dense peak that matrix products reach.
  public struct ComputeEfficiency: Sendable, Hashable {
    /// Of the nominal rates of the family, before the shares below.
    let attainable: Calibrated<Scalar>
    let dense: [NumberFormat: Calibrated<Scalar>]
    /// Products in fp8 whose weights and activations have a scale for each block.
    let float8InBlocks: Calibrated<Scalar>
    /// Grouped products at many tokens per expert.
    let grouped: Calibrated<Scalar>
    let attention: Calibrated<Scalar>
    /// Scores and values of decode over a cache in fp8, of the fp8 rate.
    let float8Attention: Calibrated<Scalar>
    /// Scores and values of a prompt, which many queries share.
    let promptAttention: Calibrated<Scalar>
  }

  /// What kernels and libraries of a collective take on top of the network's latency, and its share of the bandwidth.
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
  }

  /// The family that the figures were measured on: "hopper".
  public let family: String
  let memory: MemoryEfficiency
  let compute: ComputeEfficiency
  let allReduce: AllReduceCalibration
  let allToAll: Collective
  let pointToPoint: Collective
  let activations: Activations
  let overhead: Overhead
  let imbalance: Imbalance
}

extension FamilyCalibration {
  private static let share = 0.01...1.0

  init(family: String, _ node: InputNode) throws {
    try node.allowOnly([
      "hbm", "compute", "allReduce", "allToAll", "pointToPoint", "activations", "overhead", "imbalance",
    ])
    self.family = family
    memory = try Self.memory(node.required("hbm"))
    compute = try Self.compute(node.required("compute"))
    allReduce = try Self.allReduce(node.required("allReduce"))
    allToAll = try Self.allToAll(node.required("allToAll"))
    pointToPoint = try Self.pointToPoint(node.required("pointToPoint"))
    activations = try Self.activations(node.required("activations"))
    overhead = try Self.overhead(node.required("overhead"))
    imbalance = try Self.imbalance(node.required("imbalance"))
  }

  private static func memory(_ node: InputNode) throws -> MemoryEfficiency {
    try node.allowOnly([
      "attainable", "denseWeights", "expertWeights", "exposedExpertReads", "exposedExpandedReads", "latentAttention",
      "groupedAttention", "recurrentState",
    ])
    return MemoryEfficiency(
      attainable: try scalar(node, "attainable", share), denseWeights: try scalar(node, "denseWeights", share),
      expertWeights: try scalar(node, "expertWeights", share),
      latentAttention: try scalar(node, "latentAttention", share),
      groupedAttention: try scalar(node, "groupedAttention", share),
      recurrentState: try scalar(node, "recurrentState", share),
      exposedExpertReads: try scalar(node, "exposedExpertReads", 0...1),
      exposedExpandedReads: try scalar(node, "exposedExpandedReads", 0...1))
  }

  private static func compute(_ node: InputNode) throws -> ComputeEfficiency {
    for key in ["groupedHalfTokens", "expandedHalfTokens"] {
      guard let old = node.value(at: key) else { continue }
      throw old.fault(
        .unknownKey, expected: "hbm.exposedExpertReads and hbm.exposedExpandedReads in its place, shares of the reads",
        advice: "fit again with layline calibrate")
    }
    let formats = NumberFormat.allCases.map(\.rawValue)
    try node.allowOnly(
      formats + [
        "attainable", "grouped", "fp8InBlocks", "attention", "fp8Attention", "promptAttention",
      ])
    var dense: [NumberFormat: Calibrated<Scalar>] = [:]
    for format in NumberFormat.allCases where try node.optional(format.rawValue) != nil {
      dense[format] = try scalar(node, format.rawValue, share)
    }
    return ComputeEfficiency(
      attainable: try scalar(node, "attainable", share), dense: dense,
      float8InBlocks: try scalar(node, "fp8InBlocks", share), grouped: try scalar(node, "grouped", share),
      attention: try scalar(node, "attention", share),
      float8Attention: try scalar(node, "fp8Attention", share),
      promptAttention: try scalar(node, "promptAttention", share))
  }

  private static func allReduce(_ node: InputNode) throws -> AllReduceCalibration {
    try node.allowOnly(["latency", "efficiency", "algorithms"])
    let algorithms = try node.optional("algorithms").map { node in
      try node.allowOnly([
        "latencyPerDoubling", "oneShotEfficiency", "twoShotLatency", "twoShotLatencyPerDoubling", "twoShotEfficiency",
        "bulkLatency", "inSwitchEfficiency",
      ])
      return AllReduceCalibration.Algorithms(
        latencyPerDoubling: try time(node, "latencyPerDoubling"),
        oneShotEfficiency: try scalar(node, "oneShotEfficiency", share),
        twoShotLatency: try time(node, "twoShotLatency"),
        twoShotLatencyPerDoubling: try time(node, "twoShotLatencyPerDoubling"),
        twoShotEfficiency: try scalar(node, "twoShotEfficiency", share), bulkLatency: try time(node, "bulkLatency"),
        inSwitchEfficiency: try node.optional("inSwitchEfficiency").map { try Calibrated($0, range: share) })
    }
    return AllReduceCalibration(
      latency: try time(node, "latency"), efficiency: try scalar(node, "efficiency", share), algorithms: algorithms)
  }

  private static func allToAll(_ node: InputNode) throws -> Collective {
    try node.allowOnly(["scaleUpLatency", "scaleUpEfficiency", "scaleOutLatency", "scaleOutEfficiency"])
    return Collective(
      scaleUpLatency: try time(node, "scaleUpLatency"), scaleOutLatency: try time(node, "scaleOutLatency"),
      scaleUpEfficiency: try scalar(node, "scaleUpEfficiency", share),
      scaleOutEfficiency: try scalar(node, "scaleOutEfficiency", share))
  }

  private static func pointToPoint(_ node: InputNode) throws -> Collective {
    try node.allowOnly(["latency", "scaleUpEfficiency", "scaleOutEfficiency"])
    let latency = try time(node, "latency")
    return Collective(
      scaleUpLatency: latency, scaleOutLatency: latency,
      scaleUpEfficiency: try scalar(node, "scaleUpEfficiency", share),
      scaleOutEfficiency: try scalar(node, "scaleOutEfficiency", share))
  }

  private static func overhead(_ node: InputNode) throws -> Overhead {
    try node.allowOnly([
      "factor", "mixtureLayer", "denseLayer", "step", "sequence", "promptLayer", "quantisedLayer", "allReduceWait",
      "exchangeWait",
    ])
    return Overhead(
      factor: try scalar(node, "factor", 0.1...10), mixtureLayer: try time(node, "mixtureLayer"),
      denseLayer: try time(node, "denseLayer"),
      step: try time(node, "step"), sequence: try time(node, "sequence"), promptLayer: try time(node, "promptLayer"),
      quantisedLayer: try time(node, "quantisedLayer"), allReduceWait: try time(node, "allReduceWait"),
      exchangeWait: try time(node, "exchangeWait"))
  }

  private static func activations(_ node: InputNode) throws -> Activations {
    try node.allowOnly(["perToken", "perExpertToken"])
    return Activations(
      perToken: try scalar(node, "perToken", 0...1_000), perExpertToken: try scalar(node, "perExpertToken", 0...1_000))
  }

  private static func imbalance(_ node: InputNode) throws -> Imbalance {
    try node.allowOnly(["experts", "replicatedExperts", "expertPopularityVariation"])
    return Imbalance(
      experts: try scalar(node, "experts", 1...100),
      replicatedExperts: try scalar(node, "replicatedExperts", 1...100),
      expertPopularityVariation: try scalar(node, "expertPopularityVariation", 0...10))
  }

  private static func scalar(
    _ node: InputNode, _ name: String, _ range: ClosedRange<Double>
  ) throws -> Calibrated<Scalar> {
    try Calibrated(node.required(name, expected: "a figure with its evidence"), range: range)
  }

  private static func time(_ node: InputNode, _ name: String) throws -> Calibrated<Time> {
    try Calibrated(node.required(name, expected: "a time with its evidence"), range: 0...1)
  }
}
