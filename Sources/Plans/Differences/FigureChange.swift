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
