import Clusters
import Costing
import Formats
import Quantities

/// One figure of a request that can be moved while all others stay: what "what if" and crossovers turn.
public enum InputAxis: String, Sendable, Hashable, CaseIterable {
  /// Bandwidth of every tier above the scale-up domain.
  case scaleOut = "scale-out"
  /// Latency of every tier above the scale-up domain.
  case scaleOutLatency = "scale-out-latency"
  /// Bandwidth inside a scale-up domain.
  case scaleUp = "scale-up"
  /// HBM of a GPU.
  case memory = "hbm"
  /// Bandwidth of the HBM.
  case memoryBandwidth = "hbm-bandwidth"
  /// Dense peak in bf16; the other formats keep their ratio to it.
  case compute = "flops"
  /// The price of a GPU-hour.
  case price
  /// GPUs of a scale-up domain; those of the pool stay as many.
  case domain
  /// GPUs that may be used.
  case gpus
  /// Machines.
  case nodes
  /// Racks.
  case racks
  /// k.
  case expertsPerToken = "experts-per-token"
  /// Tokens that a sequence holds.
  case context
  /// Tokens of a prompt.
  case input
  /// Tokens generated for a prompt.
  case outputTokens = "output-tokens"
  /// B.
  case batch
  /// The TPOT target.
  case timePerOutputToken = "tpot"

  /// The name that users write.
  public var name: String { rawValue }

  /// The name in words.
  public var noun: String {
    switch self {
    case .scaleOut: "scale-out bandwidth"
    case .scaleOutLatency: "scale-out latency"
    case .scaleUp: "scale-up bandwidth"
    case .memory: "HBM of a GPU"
    case .memoryBandwidth: "HBM bandwidth"
    case .compute: "peak FLOP/s"
    case .price: "price of a GPU"
    case .domain: "GPUs of a scale-up domain"
    case .gpus: "GPUs"
    case .nodes: "nodes"
    case .racks: "racks"
    case .expertsPerToken: "experts per token"
    case .context: "context"
    case .input: "prompt tokens"
    case .outputTokens: "output tokens"
    case .batch: "sequences in flight"
    case .timePerOutputToken: "TPOT target"
    }
  }

  /// The quantity that a value measures.
  public var measure: AxisMeasure {
    switch self {
    case .scaleOut, .scaleUp, .memoryBandwidth: .bandwidth
    case .scaleOutLatency, .timePerOutputToken: .time
    case .memory: .bytes
    case .compute: .arithmeticRate
    case .price: .price
    case .context, .input, .outputTokens: .tokens
    case .domain, .gpus, .nodes, .racks, .expertsPerToken, .batch: .count
    }
  }

  /// Whether only whole numbers make sense.
  public var isWhole: Bool { measure == .count || measure == .tokens }

  /// Whether it belongs to the hardware, so that pools can have different values.
  public var isHardware: Bool {
    switch self {
    case .expertsPerToken, .context, .input, .outputTokens, .batch, .timePerOutputToken: false
    default: true
    }
  }

  /// Whether it says how much hardware there is, which two pools cannot share.
  var isAmount: Bool { [.gpus, .nodes, .racks].contains(self) }

  /// Values beyond these are slips of the keyboard, in the base unit.
  var range: ClosedRange<Double> {
    switch measure {
    case .bandwidth: 1e3...1e18
    case .time: self == .scaleOutLatency ? 0...10 : 1e-9...1e6
    case .bytes: 1e6...1e15
    case .arithmeticRate: 1e6...1e21
    case .price: 0...1e6
    case .tokens: 1...Double(1 << 32)
    case .count: isHardware ? 1...1e6 : 1...Double(1 << 32)
    }
  }
}

/// The dimension of the values of an axis, which its base unit goes by.
public enum AxisMeasure: Sendable, Hashable {
  /// B/s.
  case bandwidth
  /// s.
  case time
  /// B.
  case bytes
  /// FLOP/s.
  case arithmeticRate
  /// USD/s of one GPU.
  case price
  /// A whole number.
  case count
  /// A whole number of tokens, in which k is 1,024.
  case tokens

  /// For people: "100 GB/s", "131,072".
  public func text(_ value: Double) -> String {
    switch self {
    case .bandwidth: "\(Bandwidth(value))"
    case .time: "\(Seconds(value))"
    case .bytes: "\(Bytes(value))"
    case .arithmeticRate: "\(FLOPRate(value))"
    case .price: "\(GPUPrice(value))"
    case .count, .tokens: abs(value) < 1e15 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
    }
  }

  /// A value as users write it, with its unit; a count may end in k, M, Ki or Mi; "128k" is 128,000, and 131,072 tokens.
  /// - Throws: `Diagnostic` of the node.
  func value(reading node: InputNode) throws -> Double {
    switch self {
    case .bandwidth: try node.quantity(Bandwidth.self).value
    case .time: try node.quantity(Seconds.self, allowZero: true).value
    case .bytes: try node.quantity(Bytes.self).value
    case .arithmeticRate: try node.quantity(FLOPRate.self).value
    case .price: try node.quantity(GPUPrice.self, allowZero: true).value
    case .count: try Self.count(node)
    case .tokens: Double(try node.tokens())
    }
  }

  private static let multiples: [(suffix: String, factor: Double)] = [
    ("Ki", 1024), ("Mi", 1_048_576), ("k", 1e3), ("M", 1e6), ("", 1),
  ]

  private static func count(_ node: InputNode) throws -> Double {
    guard case .text(let text) = node.content,
      let multiple = multiples.first(where: { text.hasSuffix($0.suffix) }),
      let number = Double(text.dropLast(multiple.suffix.count)), number.isFinite
    else { throw node.fault(.wrongType, expected: "a whole number such as 8, 128k (128,000) or 128Ki (131,072)") }
    return number * multiple.factor
  }
}

extension Quantity {
  fileprivate static var unit: String { D.baseUnit.symbol }
}

extension InputAxis {
  /// The request with this one figure at another value, everything else as it is.
  /// - Parameters:
  ///   - value: The value in the base unit of `measure`, for every pool and tier.
  ///   - pool: The only pool that takes it.
  ///   - flag: The flag that messages name.
  /// - Throws: `Diagnostic` with the flag and the axis, for a value that is out of range or cannot be.
  public func varied(
    _ request: PlanRequest, to value: Double, pool: String? = nil, flag: String = "--what-if"
  ) throws -> PlanRequest {
    try varied(request, by: .value(value), pool: pool, flag: flag)
  }

  /// The same for a value or a factor; a factor multiplies what each pool and tier has.
  public func varied(
    _ request: PlanRequest, by setting: AxisSetting, pool: String? = nil, flag: String = "--what-if"
  ) throws -> PlanRequest {
    let variation = AxisVariation(axis: self, setting: setting, pool: pool, flag: flag)
    var changed = request
    let pools = try variation.pools(of: request.cluster)
    switch self {
    case .gpus: try changed.varyGPUs(variation, pools: pools)
    case .expertsPerToken: try changed.varyExpertsPerToken(variation)
    case .context, .input, .outputTokens: changed.workload = try request.workload.varied(variation)
    case .batch:
      let present = request.goal.batch.map(Double.init)
      let batch = try variation.value(insteadOf: present, missing: "the batch is chosen")
      changed.goal = try request.goal.holding(batch: Int(batch))
    case .timePerOutputToken:
      let target = try variation.value(
        insteadOf: request.goal.timePerOutputToken?.value, missing: "there is no TPOT target")
      changed.goal = try request.goal.accepting(timePerOutputToken: Seconds(target))
    default:
      for index in pools { try changed.cluster.pools[index].vary(variation) }
      if pool == nil { try changed.cluster.varyInterconnect(variation) }
    }
    return changed
  }

  /// What the figure is now, in the base unit: in the first pool and its lowest tier where they differ; `nil` where there is
  /// none, as a TPOT target that nobody set.
  /// - Parameter pool: The pool that is asked for; the first where `nil`.
  public func present(in request: PlanRequest, pool: String? = nil) -> Double? {
    let pools = request.cluster.pools
    switch self {
    case .expertsPerToken: return request.model.expertsPerToken.map(Double.init)
    case .context: return request.workload.inputTokens == nil ? Double(request.workload.peakContext) : nil
    case .input: return request.workload.inputTokens.map(Double.init)
    case .outputTokens: return request.workload.outputTokens.map(Double.init)
    case .batch: return request.goal.batch.map(Double.init)
    case .timePerOutputToken: return request.goal.timePerOutputToken?.value
    default: return (pools.first { $0.name == pool } ?? pools[0]).present(self, gpuLimit: request.goal.gpuLimit)
    }
  }
}

extension PlanRequest {
  /// With a limit on GPUs it is the limit that moves; GPUs beyond those of a single pool are added to it.
  fileprivate mutating func varyGPUs(_ variation: AxisVariation, pools: [Int]) throws {
    if let limit = goal.gpuLimit {
      let total = cluster.pools.reduce(0) { $0 + $1.availableGPUCount }
      let count = try variation.count(insteadOf: min(limit, total))
      goal = try goal.using(gpus: count)
      if cluster.pools.count == 1, count > total { try cluster.pools[0].resize(available: count, variation) }
      return
    }
    for index in pools {
      let count = try variation.count(insteadOf: cluster.pools[index].availableGPUCount)
      try cluster.pools[index].resize(available: count, variation)
    }
  }

  fileprivate mutating func varyExpertsPerToken(_ variation: AxisVariation) throws {
    guard let present = model.expertsPerToken, let most = model.mostExpertsPerToken else {
      throw variation.fault(.missingValue, found: "a model without experts", expected: "a mixture of experts")
    }
    let count = try variation.count(insteadOf: present)
    guard count <= most else {
      throw variation.fault(
        .outOfRange, found: "\(count)",
        expected: "at most \(most), the experts that routing lets a token choose from")
    }
    model = model.withExpertsPerToken(count)
  }
}

extension Workload {
  fileprivate func varied(_ variation: AxisVariation) throws -> Workload {
    switch (variation.axis, inputTokens, outputTokens) {
    case (.context, nil, nil):
      return try Workload(
        context: variation.count(insteadOf: peakContext), cacheFormat: cacheFormat, source: source)
    case (.input, let input?, let output?):
      return try Workload(
        inputTokens: variation.count(insteadOf: input), outputTokens: output, cacheFormat: cacheFormat)
    case (.outputTokens, let input?, let output?):
      return try Workload(
        inputTokens: input, outputTokens: variation.count(insteadOf: output), cacheFormat: cacheFormat)
    default:
      throw variation.fault(
        .conflict, found: inputTokens == nil ? "a request with --context" : "a request with --input",
        expected: inputTokens == nil ? "context" : "input or output-tokens")
    }
  }
}
