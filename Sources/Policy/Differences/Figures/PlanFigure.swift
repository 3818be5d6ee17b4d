/// A number of a plan, by the place where it stands.
struct PlanFigure: Sendable {
  /// What more of it is for whoever runs the plan.
  enum Direction: Sendable {
    case moreIsBetter
    case lessIsBetter
    case neither
  }

  let key: String
  let name: String
  let unit: String
  let value: Double
  let direction: Direction

  init(_ key: String, _ name: String, _ value: Double, unit: String = "", _ direction: Direction = .neither) {
    self.key = key
    self.name = name
    self.unit = unit
    self.value = value
    self.direction = direction
  }
}
