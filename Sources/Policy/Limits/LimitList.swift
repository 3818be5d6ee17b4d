import Inputs
import Plans

/// The limits of a deployment.
struct LimitList {
  let limits: [Limit]
  let survival: Survival?
  /// Where they stand; absent where there are none.
  let node: InputNode?

  static let survivalKey = "survives"

  /// - Parameters:
  ///   - node: The mapping `limits`; `nil` for none.
  ///   - known: The figures that the deployment has.
  ///   - subject: What it is, for messages.
  ///   - modes: What may become of workers that a failure stops.
  /// - Throws: `Diagnostic` for unknown or unavailable figures and values that cannot be read.
  init(_ node: InputNode?, known: [LimitedQuantity], subject: String, modes: [SpareRule.Mode]) throws {
    self.node = node
    let all = LimitedQuantity.allCases.map(\.rawValue) + [Self.survivalKey]
    try node?.allowOnly(all)
    limits = try (node?.entries() ?? []).filter { $0.key != Self.survivalKey }.map { name, value in
      guard let quantity = LimitedQuantity(rawValue: name), known.contains(quantity) else {
        throw Diagnostic(
          id: "limit-unavailable", file: value.file, key: value.key, line: value.line,
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

  /// The value of an error-severity limit: what a plan is made to keep.
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
