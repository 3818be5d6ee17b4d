import Plans

/// A predicted figure that is another one.
public struct FigureChange: Codable, Sendable, Equatable {
  /// What a change is for whoever runs the plan.
  public enum Verdict: String, Codable, Sendable {
    case better
    case worse
    /// More of it is neither good nor bad by itself, or one of the plans has no such figure.
    case neutral
  }

  /// Where it stands in a plan: "prediction.timePerOutputToken".
  public var figure: String
  /// For people: "TPOT".
  public var name: String
  /// "s", "B", "tokens/s", "USD", "share"; empty for a count.
  public var unit: String
  /// Of plan A; absent where it has none.
  public var before: Double?
  /// Of plan B.
  public var after: Double?
  /// After less before; absent where one is.
  public var change: Double?
  /// Change over before; absent where before is nothing.
  public var relativeChange: Double?
  /// What the change is for whoever runs the plan.
  public var verdict: Verdict

  /// - Parameters: As the properties of the same names; changes are worked out.
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
  /// Where it stands: "model", "workload.context_tokens", "cluster.pools[gb200].tiers[0].bandwidth".
  public var key: String
  /// For people: "context".
  public var name: String
  /// As plan A has it, for people; absent where it has none.
  public var before: String?
  /// As plan B has it.
  public var after: String?
  /// SHA-256 of what was read for plan A; absent for a value.
  public var beforeSHA256: String?
  /// SHA-256 of what was read for plan B.
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

/// How replicas divide the work before and after.
public struct LayoutChange: Codable, Sendable, Equatable {
  /// Of plan A.
  public var before: PlanLayout
  /// Of plan B.
  public var after: PlanLayout

  public init(before: PlanLayout, after: PlanLayout) {
    self.before = before
    self.after = after
  }
}

/// What crosses a network level, all GPUs together.
public struct LevelMovement: Codable, Sendable, Equatable {
  /// "scale-up", the name of a tier, or "interconnect".
  public var level: String
  /// Bytes between GPUs that meet at this level and no lower one.
  public var bytes: Double
  /// GPUs that receive some of them.
  public var receivers: Int
  /// Seconds in which the busiest GPU sends or receives what crosses the level, higher ones included, at the level's
  /// bandwidth per GPU and one way.
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
