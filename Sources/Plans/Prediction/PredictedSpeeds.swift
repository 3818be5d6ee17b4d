import Costing
import Quantities

/// Speed and cost of a plan, computed from the cost of a replica with their derivations.
struct PredictedSpeeds {
  private let cost: ReplicaCost
  private let costs: CostModel
  private let replicas: Explained<Scalar>
  private let oneSecond = Explained(Quantity<Time>(1))

  init(_ cost: ReplicaCost, costs: CostModel, replicas: Int) {
    self.cost = cost
    self.costs = costs
    self.replicas = Self.layout("replicas", replicas, costs)
  }

  /// By their key in a prediction.
  var quantities: [(name: String, derivation: Derivation?)] {
    [
      ("timePerOutputToken", cost.timePerOutputToken.derivation), ("round", cost.round.time.derivation),
      ("latency", cost.round.latency.derivation), ("tokensPerSecondPerGPU", perGPU.derivation),
      ("tokensPerSecondPerUser", perUser.derivation),
      ("tokensPerSecondPerReplica", cost.tokensPerSecond.derivation),
      ("tokensPerSecond", (cost.tokensPerSecond * replicas).named("tokens per second").derivation),
      ("costPerMillionTokens", costPerMillionTokens?.derivation),
      ("gpuHoursPerMillionTokens", (1e6 / perGPU / 3600).named("GPU-hours per million tokens").derivation),
    ]
  }

  /// 1 - m · T_s / R.
  func bubble(of stage: StageCost) -> Explained<Scalar> {
    let count = Self.layout("micro-batches in flight", cost.layout.microBatches, costs)
    return Explained.maximum([0, 1 - count * stage.time / cost.round.time]).named("bubble")
  }

  private var perGPU: Explained<Scalar> {
    (cost.tokensPerSecond / Self.layout("GPUs per replica", cost.layout.gpus, costs)).named("tokens per second per GPU")
  }

  private var perUser: Explained<Scalar> {
    (1 / (cost.timePerOutputToken / oneSecond)).named("tokens per second per user")
  }

  private var costPerMillionTokens: Explained<Money>? {
    costs.pool.price.map { price in
      let source = DerivationSource(
        file: costs.cluster.file, key: "pools[\(costs.pool.name)].price", evidence: costs.pool.sources["price"]?.text)
      let leaf = Explained("price of a GPU", price, source: source, recording: costs.recording)
      return (leaf * oneSecond / perGPU * 1e6).named("cost per million tokens")
    }
  }

  private static func layout(_ name: String, _ value: Int, _ costs: CostModel) -> Explained<Scalar> {
    Explained(
      name, Quantity(Double(value)), source: DerivationSource(file: "layout", key: name), recording: costs.recording)
  }
}
