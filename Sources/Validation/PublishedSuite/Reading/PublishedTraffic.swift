import Costing
import Inputs

/// Traffic as a published figure writes it: lengths, and one way of saying how much of it there is.
struct PublishedTraffic {
  let traffic: Traffic
  /// Whether the load is whatever fits.
  let fillsMemory: Bool

  private static let lengths = ["input", "output", "context", "prefixCacheHitRate", "requests"]
  private static let loads = [
    "concurrency", "requestsPerSecond", "sequencesPerRank", "promptTokensPerRank", "fillsMemory",
  ]

  /// Reads `{input, output, context, prefixCacheHitRate, requests}` and one of the loads.
  init(_ node: InputNode) throws {
    try node.allowOnly(Self.lengths + Self.loads)
    func number(_ name: String) throws -> Double? { try node.optional(name)?.number(atLeast: 0) }
    let given = try Self.loads.filter { try node.optional($0) != nil }
    guard given.count == 1 else {
      throw node.fault("missing-key", expected: "exactly one of \(Self.loads.joined(separator: ", "))")
    }
    let fillsMemory = given[0] == "fillsMemory"
    self.fillsMemory = fillsMemory
    let amount = fillsMemory ? 1 : try node.required(given[0]).number(atLeast: .leastNonzeroMagnitude)
    traffic = Traffic(
      inputTokens: try node.required("input", expected: "tokens of a prompt").number(atLeast: 0),
      outputTokens: try node.required("output", expected: "tokens generated").number(atLeast: 0),
      averageContext: try number("context"), prefixCacheHitRate: try number("prefixCacheHitRate") ?? 0,
      load: Self.load(given[0], amount), requests: try number("requests"))
    if fillsMemory, try !node.required("fillsMemory").boolean() {
      throw node.fault("unknown-value", expected: "fillsMemory: true, or another load")
    }
  }

  private static func load(_ name: String, _ amount: Double) -> Traffic.Load {
    switch name {
    case "concurrency": .concurrency(amount)
    case "requestsPerSecond": .requestsPerSecond(amount)
    case "promptTokensPerRank": .promptTokensPerRank(amount)
    default: .sequencesPerRank(amount)
    }
  }
}
