import Formats
import Plans

/// The limits of a deployment.
struct LimitList {
  let limits: [Limit]
  let survival: Survival?

  static let survivalKey = "survives"

  /// - Parameters:
  ///   - node: The mapping `limits`; `nil` for none.
  ///   - known: The figures that the deployment has.
  ///   - subject: The kind of the deployment, for messages.
  ///   - modes: The allowed treatments of workers stopped by a failure.
  /// - Throws: `Diagnostic` for unknown or unavailable figures and invalid values.
  init(_ node: InputNode?, known: [LimitedQuantity], subject: String, modes: [SpareRule.Mode]) throws {
    let all = LimitedQuantity.allCases.map(\.rawValue) + [Self.survivalKey]
    try node?.allowOnly(all)
    limits = try (node?.entries() ?? []).filter { $0.key != Self.survivalKey }.map { name, value in
      guard let quantity = LimitedQuantity(rawValue: name), known.contains(quantity) else {
        throw Diagnostic(
          id: .limitUnavailable, file: value.file, key: value.key, line: value.line,
          found: "a limit on what \(subject) has no figure of",
          expected: "one of \((known.map(\.rawValue) + [Self.survivalKey]).joined(separator: ", "))")
      }
      return try Self.limit(quantity, value)
    }
    survival = try node?.optional(Self.survivalKey).map { try Survival($0, modes: modes, subject: subject) }
  }

  private static func limit(_ quantity: LimitedQuantity, _ node: InputNode) throws -> Limit {
    let (value, severity) = try node.withSeverity(named: "limit")
    return Limit(quantity: quantity, value: try quantity.measure.value(value), severity: severity, node: value)
  }

  /// The value of a limit of severity error, which is a constraint of the plan.
  func kept(_ quantity: LimitedQuantity) -> Double? {
    limits.first { $0.quantity == quantity && $0.severity == .error }?.value
  }

  subscript(_ quantity: LimitedQuantity) -> Limit? { limits.first { $0.quantity == quantity } }
}

extension InputNode {
  /// A value written alone, or beside its severity: "50 ms" or {limit: 50 ms, severity: warning}.
  func withSeverity(named name: String) throws -> (value: InputNode, severity: Severity) {
    guard case .mapping = content else { return (self, .error) }
    try allowOnly([name, "severity"])
    return (try required(name), try optional("severity")?.choice(Severity.self) ?? .error)
  }
}

/// A figure that must not be passed.
struct Limit {
  let quantity: LimitedQuantity
  /// The value in the base unit of the quantity's measure.
  let value: Double
  let severity: Severity
  /// The place of the value.
  let node: InputNode

  /// Whether a figure keeps it; rounding apart.
  func isKept(by figure: Double) -> Bool {
    switch quantity.side {
    case .atMost: figure <= value + 1e-9 * value.magnitude + 1e-15
    case .atLeast: figure >= value - 1e-9 * value.magnitude - 1e-15
    }
  }

  /// "TPOT of at most 50.0 ms".
  var requirement: String {
    let side = quantity.side == .atMost ? "at most" : "at least"
    return "\(quantity.noun) of \(side) \(quantity.measure.text(value))"
  }

  /// The limit as a figure.
  var figure: CheckedFigure {
    CheckedFigure(
      quantity: quantity.rawValue, value: value, unit: quantity.measure.unit, text: quantity.measure.text(value))
  }
}

/// A failure that a deployment must survive with all of its limits kept.
struct Survival {
  let rule: SpareRule
  let severity: Severity
  /// The place of the rule.
  let node: InputNode

  /// - Throws: `Diagnostic` for what is no unit, or a mode that the subject does not have.
  init(_ node: InputNode, modes: [SpareRule.Mode], subject: String) throws {
    self.node = node
    guard case .mapping = node.content else {
      rule = SpareRule(unit: try node.choice(SpareRule.Unit.self), mode: .restart)
      severity = .error
      return
    }
    try node.allowOnly(["unit", "mode", "severity"])
    let mode = try node.optional("mode")?.choice(SpareRule.Mode.self) ?? .restart
    guard modes.contains(mode) else {
      throw try node.required("mode").fault(
        .limitUnavailable, expected: "\(modes.map(\.rawValue).joined(separator: " or ")) for \(subject)")
    }
    let unit = try node.required("unit", expected: "gpu, node or rack")
    rule = SpareRule(unit: try unit.choice(SpareRule.Unit.self), mode: mode)
    severity = try node.optional("severity")?.choice(Severity.self) ?? .error
  }

  /// "every limit kept after the loss of any one node".
  var requirement: String {
    "every limit kept after the loss of any one \(unit)" + (rule.mode == .survivors ? ", without restarts" : "")
  }

  /// "GPU", "node", "rack".
  var unit: String { rule.unit == .gpu ? "GPU" : rule.unit.rawValue }
}
