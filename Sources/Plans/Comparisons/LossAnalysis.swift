import Costing
import FoundationEssentials
import Quantities

/// Says why a layout loses, from what it and the winner do with their time and their memory.
public struct LossAnalysis: Sendable {
  private let winner: FoundLayout
  private let winnerTitle: String
  private let goal: PlanGoal

  /// - Parameters:
  ///   - winner: The best layout.
  ///   - title: Its kind: "EP".
  ///   - goal: The goal of the comparison.
  public init(winner: FoundLayout, title: String, goal: PlanGoal) {
    self.winner = winner
    winnerTitle = title
    self.goal = goal
  }

  /// - Parameters:
  ///   - loser: Another layout.
  ///   - title: Its kind.
  public func loss(of loser: FoundLayout, title: String) -> LayoutLoss {
    let ratio = loser.certificate.objective / winner.certificate.objective
    let differences = zip(winner.times, loser.times).map { own, other in
      (resource: other.resource, own: figure(own), other: figure(other), more: figure(other) - figure(own))
    }.sorted { ($1.more, $0.resource) < ($0.more, $1.resource) }
    let total = differences.reduce(0) { $0 + $1.more }
    if loser.layout == winner.layout {
      return LayoutLoss(ratio: 1, resource: nil, more: 0, sentence: "\(title) finds the same layout as \(winnerTitle)")
    }
    guard let most = differences.first, most.more > 0, total > 0 else {
      return LayoutLoss(
        ratio: ratio, resource: nil, more: 0, sentence: "\(title) is level with \(winnerTitle) within the tolerance")
    }
    let rest = differences.dropFirst().filter { $0.more > 0.2 * most.more }.prefix(2).map {
      "\(Resource.title(of: $0.resource)) \(time($0.more)) more"
    }
    let less = differences.reversed().filter { $0.more < -0.2 * most.more }.prefix(1).map {
      "\(Resource.title(of: $0.resource)) \(time(-$0.more)) less"
    }
    let parts =
      ["\(Resource.title(of: most.resource)) \(time(most.own)) → \(time(most.other))"] + rest + less
    let sentence =
      "\(title) \(verb(ratio)): \(time(total)) more \(unit) (\(parts.joined(separator: ", ")))" + cause(loser)
    return LayoutLoss(ratio: ratio, resource: most.resource, more: most.more, sentence: sentence)
  }

  // MARK: - What is compared

  private var isLatency: Bool { goal.objective == .latency }
  private func figure(_ time: ResourceTime) -> Double { isLatency ? time.time : time.perToken }
  private func time(_ seconds: Double) -> String { "\(Seconds(seconds))" }
  private var unit: String { isLatency ? "time a token" : "GPU-time a token" }

  private func verb(_ ratio: Double) -> String {
    let more = ratio >= 2 ? "\(Numerals.significant(ratio)) times" : "\(Numerals.percent(ratio - 1)) more than"
    switch goal.objective {
    case .latency: return "takes \(more) \(winnerTitle)\(ratio >= 2 ? "'s time" : "")"
    case .gpus: return "needs \(more) \(winnerTitle)\(ratio >= 2 ? "'s GPUs" : "")"
    case .throughput: return "makes \(Numerals.percent(1 - 1 / ratio)) fewer tokens/s of the GPUs than \(winnerTitle)"
    case .cost: return "costs \(more)\(ratio >= 2 ? " as much as" : "") \(winnerTitle)"
    }
  }

  // MARK: - Why the batch differs

  /// Work is shared by as many sequences as a GPU has in flight; what limits these is HBM or the TPOT target.
  private func cause(_ loser: FoundLayout) -> String {
    let (own, other) = (winner.sequencesPerGPU, loser.sequencesPerGPU)
    guard goal.batch == nil, abs(other / own - 1) > 0.1 else { return "" }
    let sequences = "; a GPU has \(number(other)) sequences in flight (\(winnerTitle) \(number(own)))"
    if isFull(loser) { return sequences + ", for its HBM is full: " + memory(loser.memory) }
    guard let target = goal.timePerOutputToken, loser.speed.timePerOutputToken > 0.9 * target else { return sequences }
    return sequences + ", more would miss the TPOT of \(Seconds(target))"
  }

  /// Whether a twentieth more sequences would not fit.
  private func isFull(_ layout: FoundLayout) -> Bool { layout.memory.free < 0.05 * layout.memory.cache }

  private func memory(_ use: MemoryPrediction) -> String {
    let own = winner.memory
    func part(_ name: String, _ path: (MemoryPrediction) -> Double) -> String {
      "\(name) \(gigabytes(path(use))) (\(gigabytes(path(own))))"
    }
    return [
      part("weights and experts") { $0.weights + $0.experts + ($0.redundantExperts ?? 0) }, part("KV", \.cache),
    ].joined(separator: ", ") + " GB"
  }

  private func gigabytes(_ bytes: Double) -> String { Numerals.fixed(bytes / 1e9, decimals: 1) }
  private func number(_ value: Double) -> String {
    value >= 100 || value == value.rounded() ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}
