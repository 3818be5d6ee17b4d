import Costing
import Inputs
import Quantities
import Topology

extension InputAxis {
  /// The request with this one figure at another value, everything else as it is.
  /// - Parameters:
  ///   - value: In the base unit of `measure`; every pool and tier takes it.
  ///   - pool: The only pool that takes it.
  ///   - flag: What a message names as the place.
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
      throw variation.fault("missing-value", found: "a model without experts", expected: "a mixture of experts")
    }
    let count = try variation.count(insteadOf: present)
    guard count <= most else {
      throw variation.fault(
        "out-of-range", found: "\(count)",
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
        "flags-conflict", found: inputTokens == nil ? "a request with --context" : "a request with --input",
        expected: inputTokens == nil ? "context" : "input or output-tokens")
    }
  }
}
