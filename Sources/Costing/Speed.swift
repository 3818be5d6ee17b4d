import Quantities

/// How fast identical replicas are and what their tokens cost: what a plan prints, and what `explain` derives.
public struct Speed: Sendable {
  /// TPOT.
  public let timePerOutputToken: Explained<Time>
  /// R.
  public let round: Explained<Time>
  /// Σ (T_s + h_s).
  public let latency: Explained<Time>
  /// Output tokens per second of one GPU in use.
  public let tokensPerSecondPerGPU: Explained<Scalar>
  /// Output tokens per second that one user sees: 1 / TPOT.
  public let tokensPerSecondPerUser: Explained<Scalar>
  /// Output tokens per second of one replica.
  public let tokensPerSecondPerReplica: Explained<Scalar>
  /// Output tokens per second of all replicas.
  public let tokensPerSecond: Explained<Scalar>
  /// Dollars for the GPUs in use; `nil` where the pool has no price.
  public let costPerMillionTokens: Explained<Money>?
  /// Hours of GPUs in use.
  public let gpuHoursPerMillionTokens: Explained<Scalar>

  /// - Parameters:
  ///   - cost: Of one replica; recorded where derivations are wanted.
  ///   - costs: The model that it was costed with.
  ///   - replicas: Identical replicas that are placed.
  public init(_ cost: ReplicaCost, costs: CostModel, replicas: Int) {
    let recorder = costs.recorder
    let oneSecond = Explained(Quantity<Time>(1))
    let gpus = recorder.layout("GPUs per replica", cost.layout.gpus)
    let perGPU = (cost.tokensPerSecond / gpus).named("tokens per second per GPU")
    timePerOutputToken = cost.timePerOutputToken
    round = cost.round.time
    latency = cost.round.latency
    tokensPerSecondPerGPU = perGPU
    tokensPerSecondPerUser = (1 / (cost.timePerOutputToken / oneSecond)).named("tokens per second per user")
    tokensPerSecondPerReplica = cost.tokensPerSecond
    tokensPerSecond = (cost.tokensPerSecond * recorder.layout("replicas", replicas))
      .named("tokens per second")
    costPerMillionTokens = costs.price.map { Self.costPerMillionTokens(price: $0, tokensPerSecond: perGPU) }
    gpuHoursPerMillionTokens = Self.gpuHoursPerMillionTokens(tokensPerSecondPerGPU: perGPU)
  }
}

extension Speed {
  /// Dollars per million tokens: price / tokens per second · 10⁶.
  /// - Parameters:
  ///   - price: Of a GPU, or of all that generate the tokens.
  ///   - tokensPerSecond: Of the same GPUs.
  public static func costPerMillionTokens(
    price: Explained<Price>, tokensPerSecond: Explained<Scalar>
  ) -> Explained<Money> {
    let oneSecond = Explained(Quantity<Time>(1))
    return (price * oneSecond / tokensPerSecond * 1e6).named("cost per million tokens")
  }

  /// The same of bare numbers, price in dollars per second.
  public static func costPerMillionTokens(dollarsPerSecond: Double, tokensPerSecond: Double) -> Double {
    costPerMillionTokens(
      price: Explained(Quantity<Price>(dollarsPerSecond)), tokensPerSecond: Explained(floatLiteral: tokensPerSecond)
    ).value
  }

  /// 10⁶ / tokens per second of a GPU / 3,600.
  public static func gpuHoursPerMillionTokens(tokensPerSecondPerGPU: Explained<Scalar>) -> Explained<Scalar> {
    (1e6 / tokensPerSecondPerGPU / 3600).named("GPU-hours per million tokens")
  }

  /// The same of a bare number.
  public static func gpuHoursPerMillionTokens(tokensPerSecondPerGPU: Double) -> Double {
    gpuHoursPerMillionTokens(tokensPerSecondPerGPU: Explained(floatLiteral: tokensPerSecondPerGPU)).value
  }
}

extension CostModel {
  /// What a GPU of the pool costs; `nil` where nobody has said.
  fileprivate var price: Explained<Price>? {
    pool.price.map { price in
      let source = DerivationSource(
        file: cluster.file, key: "pools[\(pool.name)].price", evidence: pool.sources["price"]?.text)
      return recorder("price of a GPU", price, source: source)
    }
  }
}
