import Costing
import Inputs
import Models
import Quantities
import Topology

/// A single change to the inputs that a user could make.
struct RequestChange: Sendable {
  /// In words.
  let sentence: String
  /// The flag that makes it, where there is one.
  let flag: String?
  /// The request after it.
  let request: PlanRequest

  /// KV-cache elements in fp8, where they are larger.
  static func smallerCache(_ request: PlanRequest) throws -> RequestChange? {
    let format = request.workload.cacheFormat ?? request.model.cacheFormat ?? .bfloat16
    guard format.bits > 8 else { return nil }
    var changed = request
    changed.workload = try request.workload.storingCache(in: .float8)
    return RequestChange(
      sentence: "store the KV cache in fp8 instead of \(format.rawValue)", flag: "--kv-precision fp8", request: changed)
  }

  /// Weights in a smaller format that the hardware multiplies itself: fp8, and its own 4-bit float.
  static func smallerWeights(_ request: PlanRequest) -> [RequestChange] {
    let supported = request.cluster.pools.reduce(into: Set<NumberFormat>()) {
      $0.formUnion($1.accelerator.peakRates.keys)
    }
    let fourBits: NumberFormat = supported.contains(.nvfp4) ? .nvfp4 : .mxfp4
    return [NumberFormat.float8, fourBits].filter { supported.contains($0) }.compactMap { weights(request, in: $0) }
  }

  /// Weights in a format, where it is smaller than that of the largest weights.
  static func weights(_ request: PlanRequest, in format: NumberFormat) -> RequestChange? {
    guard format.bits < request.model.widestWeightBits else { return nil }
    var changed = request
    changed.model = request.model.withPrecision(format)
    changed.references.weightFormat = format
    return RequestChange(
      sentence: "store the weights in \(format.rawValue)", flag: "--precision \(format.rawValue)", request: changed)
  }

  /// A faster network between domains.
  static func fasterScaleOut(_ request: PlanRequest, times factor: Double) -> RequestChange? {
    guard request.cluster.pools.contains(where: { $0.domainCount > 1 }) else { return nil }
    var changed = request
    for index in changed.cluster.pools.indices {
      changed.cluster.pools[index].tiers = changed.cluster.pools[index].tiers.map { tier in
        ScaleOutTier(
          name: tier.name, gpusPerGroup: tier.gpusPerGroup, bandwidth: factor * tier.bandwidth,
          oversubscription: tier.oversubscription, latency: tier.latency)
      }
    }
    return RequestChange(
      sentence: "\(Numerals.significant(factor, digits: 2)) times the scale-out bandwidth", flag: nil, request: changed)
  }

  /// More HBM on every GPU.
  static func moreMemory(_ request: PlanRequest, share: Double) -> RequestChange {
    var changed = request
    for index in changed.cluster.pools.indices {
      let memory = changed.cluster.pools[index].accelerator.memory
      changed.cluster.pools[index].accelerator.memory = (1 + share) * memory
    }
    return RequestChange(
      sentence: "\(Numerals.significant(share * 100, digits: 2)) % more HBM on every GPU", flag: nil, request: changed)
  }

  /// A looser TPOT target.
  static func slowerTarget(_ request: PlanRequest, times factor: Double) throws -> RequestChange? {
    guard let target = request.goal.timePerOutputToken else { return nil }
    let looser = factor * target
    var changed = request
    changed.goal = try request.goal.accepting(timePerOutputToken: looser)
    return RequestChange(
      sentence: "accept a TPOT of \(looser)", flag: "--tpot \"\(looser)\"", request: changed)
  }

  /// More nodes of the same kind, in as many racks and groups as they need.
  static func moreNodes(_ request: PlanRequest, times factor: Int) -> RequestChange {
    var changed = request
    for index in changed.cluster.pools.indices {
      let pool = changed.cluster.pools[index]
      changed.cluster.pools[index].racks = pool.racks * factor
      changed.cluster.pools[index].hosts = []
      changed.cluster.pools[index].tiers = pool.tiers.enumerated().map { number, tier in
        guard number == pool.tiers.count - 1 else { return tier }
        return ScaleOutTier(
          name: tier.name, gpusPerGroup: pool.gpuCount * factor, bandwidth: tier.bandwidth,
          oversubscription: tier.oversubscription, latency: tier.latency)
      }
    }
    let nodes = request.cluster.pools.reduce(0) { $0 + $1.nodeCount }
    return RequestChange(
      sentence: "\(nodes * factor) nodes instead of \(nodes)", flag: nil, request: changed)
  }
}
