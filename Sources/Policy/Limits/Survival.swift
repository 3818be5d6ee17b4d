import Inputs
import Plans

/// A failure that a deployment must survive with all of its limits kept.
struct Survival {
  let rule: SpareRule
  let severity: Severity
  /// Where it stands.
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
        "limit-unavailable", expected: "\(modes.map(\.rawValue).joined(separator: " or ")) for \(subject)")
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
