import Inputs
import Quantities

extension FamilyCalibration {
  private static let share = 0.01...1.0

  init(family: String, _ node: InputNode) throws {
    try node.allowOnly([
      "hbm", "compute", "allReduce", "allToAll", "pointToPoint", "activations", "overhead", "imbalance",
    ])
    self.family = family
    memory = try Self.memory(node.required("hbm"))
    compute = try Self.compute(node.required("compute"))
    let allReduce = try node.required("allReduce")
    try allReduce.allowOnly(["latency", "efficiency"])
    allReduceLatency = try Self.time(allReduce, "latency")
    allReduceEfficiency = try Self.scalar(allReduce, "efficiency", Self.share)
    allToAll = try Self.allToAll(node.required("allToAll"))
    pointToPoint = try Self.pointToPoint(node.required("pointToPoint"))
    activations = try Self.activations(node.required("activations"))
    overhead = try Self.overhead(node.required("overhead"))
    imbalance = try Self.imbalance(node.required("imbalance"))
  }

  private static func memory(_ node: InputNode) throws -> MemoryEfficiency {
    try node.allowOnly([
      "attainable", "denseWeights", "expertWeights", "latentAttention", "groupedAttention", "recurrentState",
    ])
    return MemoryEfficiency(
      attainable: try scalar(node, "attainable", share), denseWeights: try scalar(node, "denseWeights", share),
      expertWeights: try scalar(node, "expertWeights", share),
      latentAttention: try scalar(node, "latentAttention", share),
      groupedAttention: try scalar(node, "groupedAttention", share),
      recurrentState: try scalar(node, "recurrentState", share))
  }

  private static func compute(_ node: InputNode) throws -> ComputeEfficiency {
    let formats = NumberFormat.allCases.map(\.rawValue)
    try node.allowOnly(
      formats + [
        "attainable", "grouped", "groupedHalfTokens", "expandedHalfTokens", "fp8InBlocks", "attention", "fp8Attention",
        "promptAttention",
      ])
    var dense: [NumberFormat: Calibrated<Scalar>] = [:]
    for format in NumberFormat.allCases where try node.optional(format.rawValue) != nil {
      dense[format] = try scalar(node, format.rawValue, share)
    }
    return ComputeEfficiency(
      attainable: try scalar(node, "attainable", share), dense: dense,
      float8InBlocks: try scalar(node, "fp8InBlocks", share), grouped: try scalar(node, "grouped", share),
      groupedHalfTokens: try scalar(node, "groupedHalfTokens", 0...10_000),
      expandedHalfTokens: try scalar(node, "expandedHalfTokens", 0...10_000),
      attention: try scalar(node, "attention", share),
      float8Attention: try scalar(node, "fp8Attention", share),
      promptAttention: try scalar(node, "promptAttention", share))
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
    try node.allowOnly(["experts", "replicatedExperts", "expertPopularityVariation", "sequenceLengthVariation"])
    return Imbalance(
      experts: try scalar(node, "experts", 1...100),
      replicatedExperts: try scalar(node, "replicatedExperts", 1...100),
      expertPopularityVariation: try scalar(node, "expertPopularityVariation", 0...10),
      sequenceLengthVariation: try scalar(node, "sequenceLengthVariation", 0...10))
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
