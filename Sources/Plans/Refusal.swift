/// The reason why there is no plan or no prediction, in numbers, and what would change that.
public struct Refusal: Codable, Sendable, Equatable {
  /// The obstacle.
  public enum Reason: String, Codable, Sendable {
    /// Weights and caches do not fit the HBM of the GPUs.
    case memory
    /// They fit, but no layout is fast enough.
    case latency
    /// They fit and are fast enough, but the GPUs cannot serve the demand or hold the batch.
    case demand
    /// A deployment asks for more GPUs than there are.
    case gpus
    /// The model or the cluster has no layout of the kind that was asked for.
    case layout
  }

  /// "refusal/1".
  public var layline: String
  /// The obstacle.
  public var reason: Reason
  /// One sentence with the numbers.
  public var sentence: String
  /// For memory: what the stage that misses least would hold, on the GPU that holds most.
  public var stage: MemoryPrediction?
  /// Single changes that were found to be enough, smallest first.
  public var changes: [String]
  /// Whether the search ended before it could rule a plan out; absent where it is ruled out.
  public var isUnproved: Bool?

  public init(
    reason: Reason, sentence: String, stage: MemoryPrediction?, changes: [String], isUnproved: Bool? = nil
  ) {
    layline = "refusal/1"
    self.reason = reason
    self.sentence = sentence
    self.stage = stage
    self.changes = changes
    self.isUnproved = isUnproved
  }
}
