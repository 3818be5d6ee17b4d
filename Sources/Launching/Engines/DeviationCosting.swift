import Experts
import Plans
import Verification

/// Predicts a plan again as an engine really runs it, with the cost model that the plan was made with.
public struct DeviationCosting {
  private let plan: Plan
  private let inputs: VerifierInputs

  /// - Parameters:
  ///   - plan: The plan as it was made.
  ///   - inputs: The inputs, read again.
  public init(_ plan: Plan, inputs: VerifierInputs) {
    self.plan = plan
    self.inputs = inputs
  }

  /// The loss of each deviation alone.
  /// - Throws: `Diagnostic` where the inputs cannot be costed.
  public func losses(_ deviations: [Deviation]) throws -> [DeviationLoss] {
    try deviations.map { try loss($0.id, $0.sentence, $0.effect) }
  }

  private func loss(_ id: Deviation.Identifier, _ sentence: String, _ effect: Deviation.Effect) throws -> DeviationLoss
  {
    guard effect != .none else { return DeviationLoss(id: id, sentence: sentence) }
    var changed = plan
    for index in changed.workers.indices { changed.workers[index].run(effect) }
    guard let actual = try PlanVerifier(changed, inputs: inputs).verdict().recomputed else {
      return DeviationLoss(id: id, sentence: sentence)
    }
    return DeviationLoss(
      id: id, sentence: sentence, timePerOutputToken: actual.slowestTimePerOutputToken,
      tokensPerSecond: actual.total.tokensPerSecond,
      fits: actual.workers.allSatisfy { $0.prediction.stages.allSatisfy { $0.memory.free >= 0 } })
  }
}

extension PlannedWorkers {
  /// Only what is said of a layout like theirs.
  fileprivate mutating func run(_ effect: Deviation.Effect) {
    switch effect {
    case .none: break
    case .microBatches(let count):
      guard count == layout.stages.count else { return }
      layout.microBatch = max(1, layout.sequencesPerReplica / count)
      layout.microBatches = count
    case .experts(let locations):
      guard layout.stages.contains(where: { $0.expertParallel == locations.slots.count }) else { return }
      for index in layout.stages.indices {
        // Slots of a rank are those of a stage with so many copies; none where some stay empty.
        let copies = locations.layers.compactMap(\.self).map { $0.ranks.reduce(0) { $0 + $1.count } }.max() ?? 0
        layout.stages[index].redundantExperts = copies > locations.expertCount ? copies - locations.expertCount : nil
        layout.stages[index].sparedLayers = nil
      }
      for index in placement.experts.indices {
        let layer = placement.experts[index].layer
        guard locations.layers.indices.contains(layer), let map = locations.layers[layer] else { continue }
        placement.experts[index].ranks = map.ranks
      }
    }
  }
}

/// A deviation of an engine from the plan, with its cost.
public struct DeviationLoss: Codable, Sendable, Equatable {
  /// A short name: "experts-in-order".
  public var id: Deviation.Identifier
  /// The deviation in a sentence.
  public var sentence: String
  /// TPOT with this alone changed; absent where the prediction does not know of it.
  public var timePerOutputToken: Double?
  /// Output tokens per second of all replicas with this alone changed.
  public var tokensPerSecond: Double?
  /// Whether the HBM still holds it all; absent where the prediction does not know of it.
  public var fits: Bool?

  enum CodingKeys: String, CodingKey {
    case id, sentence
    case timePerOutputToken = "timePerOutputToken_s"
    case tokensPerSecond, fits
  }

  public init(
    id: Deviation.Identifier, sentence: String, timePerOutputToken: Double? = nil, tokensPerSecond: Double? = nil,
    fits: Bool? = nil
  ) {
    self.id = id
    self.sentence = sentence
    self.timePerOutputToken = timePerOutputToken
    self.tokensPerSecond = tokensPerSecond
    self.fits = fits
  }
}
