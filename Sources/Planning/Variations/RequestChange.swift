import Costing
import Formats
import Models
import Quantities

/// A single change to the inputs that a user could make.
struct RequestChange: Sendable {
  /// The change in words.
  let sentence: String
  /// The flag that makes it, where there is one.
  let flag: String?
  /// The request after it.
  let request: PlanRequest

  init(sentence: String, flag: String?, request: PlanRequest) {
    self.sentence = sentence
    self.flag = flag
    self.request = request
  }

  /// What is tried to better a plan: smaller formats, a looser target, faster and larger hardware.
  static func suggested(for request: PlanRequest) throws -> [RequestChange] {
    smallerWeights(request)
      + [
        try smallerCache(request), slowerTarget(request, times: looser), fasterScaleOut(request, times: 2),
        moreMemory(request, share: 0.1),
      ].compactMap(\.self)
  }

  /// A target that is looser by so much is tried.
  static let looser = 1.5

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
    changed.model = request.model.asReleased(in: format)
    changed.references.weightFormat = format
    return RequestChange(
      sentence: "store the weights in \(format.rawValue)", flag: "--precision \(format.rawValue)", request: changed)
  }

  /// A faster network between domains; `nil` where there is none.
  static func fasterScaleOut(_ request: PlanRequest, times factor: Double) -> RequestChange? {
    guard request.cluster.pools.contains(where: { $0.domainCount > 1 }) else { return nil }
    return RequestChange(
      "\(Numerals.significant(factor, digits: 2)) times the scale-out bandwidth", request, .scaleOut, .factor(factor))
  }

  /// More HBM on every GPU.
  static func moreMemory(_ request: PlanRequest, share: Double) -> RequestChange? {
    RequestChange(
      "\(Numerals.significant(share * 100, digits: 2)) % more HBM on every GPU", request, .memory, .factor(1 + share))
  }

  /// A looser TPOT target.
  static func slowerTarget(_ request: PlanRequest, times factor: Double) -> RequestChange? {
    guard let target = request.goal.timePerOutputToken else { return nil }
    let looser = factor * target
    return RequestChange(
      "accept a TPOT of \(looser)", flag: "--tpot \"\(looser)\"", request, .timePerOutputToken, .value(looser.value))
  }

  /// More nodes of the same kind, in as many racks and groups as they need; `nil` where no network joins them.
  static func moreNodes(_ request: PlanRequest, times factor: Int) -> RequestChange? {
    let nodes = request.cluster.pools.reduce(0) { $0 + $1.nodeCount }
    return RequestChange(
      "\(nodes * factor) nodes instead of \(nodes)", request, .nodes, .factor(Double(factor)))
  }

  /// `nil` where the request cannot have it so.
  private init?(
    _ sentence: String, flag: String? = nil, _ request: PlanRequest, _ axis: InputAxis, _ setting: AxisSetting
  ) {
    guard let changed = try? axis.varied(request, by: setting) else { return nil }
    self.init(sentence: sentence, flag: flag, request: changed)
  }
}
