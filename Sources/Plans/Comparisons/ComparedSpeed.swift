/// Speed and cost of a layout in decode.
public struct ComparedSpeed: Codable, Sendable, Equatable {
  /// TPOT.
  public var timePerOutputToken: Double
  /// R.
  public var round: Double
  /// Output tokens per second of one GPU in use.
  public var tokensPerSecondPerGPU: Double
  /// Output tokens per second that one user sees.
  public var tokensPerSecondPerUser: Double
  /// Output tokens per second of all replicas.
  public var tokensPerSecond: Double
  /// The cost of the GPUs, where a price is known.
  public var costPerMillionTokens: Double?
  /// GPU-hours per million output tokens.
  public var gpuHoursPerMillionTokens: Double

  enum CodingKeys: String, CodingKey {
    case timePerOutputToken = "timePerOutputToken_s"
    case round = "round_s"
    case tokensPerSecondPerGPU, tokensPerSecondPerUser, tokensPerSecond
    case costPerMillionTokens = "costPerMillionTokens_USD"
    case gpuHoursPerMillionTokens = "perMillionTokens_GPUHours"
  }

  /// The speed of a plan's prediction.
  public init(_ prediction: Prediction) {
    timePerOutputToken = prediction.timePerOutputToken
    round = prediction.round
    tokensPerSecondPerGPU = prediction.tokensPerSecondPerGPU
    tokensPerSecondPerUser = prediction.tokensPerSecondPerUser
    tokensPerSecond = prediction.tokensPerSecond
    costPerMillionTokens = prediction.costPerMillionTokens
    gpuHoursPerMillionTokens = prediction.gpuHoursPerMillionTokens
  }
}

/// One kind of layout in a comparison: the best layout of the kind, or why there is none.
public struct ComparedLayout: Codable, Sendable, Equatable {
  /// The kind that was asked for: "ep+pp", "ep8+pp16".
  public var name: String
  /// Stands for it in maps: A for the first that was asked for.
  public var letter: String
  /// The best of its kind; absent where none fits.
  public var found: FoundLayout?
  /// The reason why there is none; absent where there is one.
  public var refusal: Refusal?
  /// The loss to the winner and its cause; absent for the winner and for a layout that does not fit.
  public var loss: LayoutLoss?

  public init(
    name: String, letter: String, found: FoundLayout? = nil, refusal: Refusal? = nil, loss: LayoutLoss? = nil
  ) {
    self.name = name
    self.letter = letter
    self.found = found
    self.refusal = refusal
    self.loss = loss
  }

  /// For people: "EP + PP".
  public var title: String {
    name == "any" ? name : name.uppercased().split(separator: "+").joined(separator: " + ")
  }
}

/// The same work under several kinds of layout, and where the best of them changes.
public struct Comparison: Codable, Sendable, Equatable {
  /// Best first; those that do not fit come last, in the order they were asked for.
  public var layouts: [ComparedLayout]
  /// Where the winner changes as one input moves; empty where that was not looked for or does not happen.
  public var crossovers: [Crossover]
  /// The values tried along each input, in the order of the axes.
  public var sweeps: [CrossoverSweep]
  /// The rule of thumb for pipelines across scale-up domains; absent for models without experts, and on one domain.
  public var rule: PipelineRule?

  public init(
    layouts: [ComparedLayout], crossovers: [Crossover], sweeps: [CrossoverSweep], rule: PipelineRule?
  ) {
    self.layouts = layouts
    self.crossovers = crossovers
    self.sweeps = sweeps
    self.rule = rule
  }

  /// The layouts that fit, best first.
  public var found: [FoundLayout] { layouts.compactMap(\.found) }

  /// The best; `nil` where nothing fits.
  public var winner: ComparedLayout? { layouts.first { $0.found != nil } }

  /// Whether every layout was proved to be the best of its kind within the tolerance.
  public var isProved: Bool { found.allSatisfy { $0.certificate.status == .proved } }
}
