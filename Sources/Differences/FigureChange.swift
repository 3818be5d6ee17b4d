import Plans

/// A predicted figure that is another one.
public struct FigureChange: Codable, Sendable, Equatable {
  /// The value of a change for the operator.
  public enum Verdict: String, Codable, Sendable {
    case better
    case worse
    /// More of it is neither good nor bad by itself, or one of the plans has no such figure.
    case neutral
  }

  /// The key in a plan: "prediction.timePerOutputToken".
  public var figure: String
  /// The name for people: "TPOT".
  public var name: String
  /// "s", "B", "tokens/s", "USD", "share"; empty for a count.
  public var unit: String
  /// The value of plan A; absent where it has none.
  public var before: Double?
  /// The value of plan B; absent where it has none.
  public var after: Double?
  /// After less before; absent where one is.
  public var change: Double?
  /// (after − before) / |before|; absent where before is 0 or either is absent.
  public var relativeChange: Double?
  /// The value of the change for the operator.
  public var verdict: Verdict

  /// - Parameters: The properties of the same names; the changes are computed.
  public init(figure: String, name: String, unit: String, before: Double?, after: Double?, verdict: Verdict) {
    self.figure = figure
    self.name = name
    self.unit = unit
    self.before = before
    self.after = after
    self.verdict = verdict
    guard let before, let after else { return }
    change = after - before
    relativeChange = before == 0 ? nil : (after - before) / before.magnitude
  }
}

/// An input that is another one, or a value of it.
public struct InputChange: Codable, Sendable, Equatable {
  /// The key: "model", "workload.context_tokens", "cluster.pools[gb200].tiers[0].bandwidth".
  public var key: String
  /// The name for people: "context".
  public var name: String
  /// The value of plan A in words; absent where it has none.
  public var before: String?
  /// The value of plan B in words; absent where it has none.
  public var after: String?
  /// The SHA-256 of the input of plan A; absent for a value.
  public var beforeSHA256: String?
  /// The SHA-256 of the input of plan B; absent for a value.
  public var afterSHA256: String?

  public init(
    key: String, name: String, before: String?, after: String?, beforeSHA256: String? = nil, afterSHA256: String? = nil
  ) {
    self.key = key
    self.name = name
    self.before = before
    self.after = after
    self.beforeSHA256 = beforeSHA256
    self.afterSHA256 = afterSHA256
  }
}

/// The layout of replicas before and after.
public struct LayoutChange: Codable, Sendable, Equatable {
  /// The layout of plan A; absent where it has fewer kinds of workers.
  public var before: PlanLayout?
  /// The layout of plan B; absent where it has fewer kinds of workers.
  public var after: PlanLayout?

  public init(before: PlanLayout?, after: PlanLayout?) {
    self.before = before
    self.after = after
  }
}

/// The bytes across a network level, of all GPUs together.
public struct LevelMovement: Codable, Sendable, Equatable {
  /// "scale-up", the name of a tier, or "interconnect".
  public var level: String
  /// Bytes between GPUs that meet at this level and no lower one.
  public var bytes: Double
  /// GPUs that receive some of them.
  public var receivers: Int
  /// The time in which the busiest GPU sends or receives what crosses this level and higher ones, at the level's
  /// bandwidth per GPU, one way; seconds.
  public var time: Double

  enum CodingKeys: String, CodingKey {
    case level
    case bytes = "bytes_B"
    case receivers
    case time = "time_s"
  }

  public init(level: String, bytes: Double, receivers: Int, time: Double) {
    self.level = level
    self.bytes = bytes
    self.receivers = receivers
    self.time = time
  }
}
