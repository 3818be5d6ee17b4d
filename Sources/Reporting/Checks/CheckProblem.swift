import Plans

/// A rule that is not kept, or an input that is wrong: what annotations are made of.
struct CheckProblem {
  /// How it is shown. What is not proved is told apart from what fails.
  enum Kind {
    case fault
    case failure
    case unproved
  }

  /// The deployment; `nil` for the policy itself.
  let deployment: String?
  /// The rule's, or the fault's.
  let id: String
  let kind: Kind
  let severity: Severity
  /// What is asked for, or that an input is wrong.
  let title: String
  /// Sentences: the numbers, then what would be enough.
  let message: String
  /// The value to blame, or else the limit.
  let place: SourcePlace
  /// The limit, where that is not the value to blame.
  let limit: SourcePlace?
  /// The number of this problem among those of its deployment and identifier, for what must tell them apart.
  let ordinal: Int

  /// All of a report, those of the policy first, then deployment by deployment.
  static func all(of report: CheckReport) -> [CheckProblem] {
    let own = report.fault.map { [CheckProblem($0, deployment: nil)] } ?? []
    return own + report.deployments.flatMap(Self.all)
  }

  private static func all(of deployment: CheckedDeployment) -> [CheckProblem] {
    var counts: [String: Int] = [:]
    let faults = deployment.fault.map { [CheckProblem($0, deployment: deployment.name)] } ?? []
    return faults
      + deployment.rules.compactMap { rule in
        guard [.fail, .unproved].contains(rule.outcome) else { return nil }
        counts[rule.id, default: 0] += 1
        return CheckProblem(rule, of: deployment, ordinal: counts[rule.id] ?? 1)
      }
  }

  private init(_ fault: CheckedFault, deployment: String?) {
    self.deployment = deployment
    id = fault.id.rawValue
    kind = .fault
    severity = .error
    title = (deployment.map { "\($0): " } ?? "") + "wrong input"
    message = Sentence(fault.sentence).text
    place = fault.place
    limit = nil
    ordinal = 1
  }

  private init(_ rule: CheckedRule, of deployment: CheckedDeployment, ordinal: Int) {
    self.deployment = deployment.name
    id = rule.id
    kind = rule.outcome == .fail ? .failure : .unproved
    severity = rule.severity
    title = "\(deployment.name): \(rule.requirement)"
    let unproved = rule.outcome == .unproved ? ["Not proved within the budget."] : []
    message = ([Sentence(rule.sentence).text] + unproved + Self.enough(rule)).joined(separator: " ")
    place = rule.cause ?? rule.place
    limit = rule.cause == nil || rule.cause == rule.place ? nil : rule.place
    self.ordinal = ordinal
  }

  /// The changes with which the limit holds, the cheapest first: those after which all is well, else those that are not
  /// enough by themselves.
  static func enough(_ rule: CheckedRule) -> [String] {
    let whole = rule.changes.filter(\.unmet.isEmpty).map(\.sentence)
    if !whole.isEmpty { return ["What would be enough: \(whole.joined(separator: "; or "))."] }
    let parts = rule.changes.map { "\($0.sentence) (\(CheckWords.unmet($0)))" }
    return parts.isEmpty ? [] : ["What would keep this limit: \(parts.joined(separator: "; or "))."]
  }
}

/// An element of an XML document, and how it is written.
struct XMLElement {
  let name: String
  /// In the order in which they are written.
  var attributes: [(name: String, value: String)] = []
  var children: [XMLElement] = []
  var text = ""

  /// With a declaration in front, indented by two spaces.
  var document: String { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + lines(depth: 0).joined(separator: "\n") }

  private func lines(depth: Int) -> [String] {
    let indent = String(repeating: "  ", count: depth)
    let start = indent + "<\(name)" + attributes.map { " \($0.name)=\"\(Self.attribute($0.value))\"" }.joined()
    if children.isEmpty {
      // Text keeps its spaces, so that nothing is put beside it.
      return [text.isEmpty ? start + "/>" : start + ">\(Self.content(text))</\(name)>"]
    }
    return [start + ">"] + children.flatMap { $0.lines(depth: depth + 1) } + ["\(indent)</\(name)>"]
  }

  /// Of an element. A carriage return would be read as a line feed.
  static func content(_ text: String) -> String {
    escaped(text) { scalar in
      switch scalar {
      case "\t", "\n": nil
      case "\r": "&#13;"
      default: nil
      }
    }
  }

  /// Of an attribute: line breaks and tabs would be read as spaces.
  static func attribute(_ text: String) -> String {
    escaped(text) { scalar in
      switch scalar {
      case "\"": "&quot;"
      case "\t", "\n", "\r": "&#\(scalar.value);"
      default: nil
      }
    }
  }

  /// What XML 1.0 has no way to write becomes U+FFFD.
  private static func escaped(_ text: String, _ special: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default:
        if let replacement = special(scalar) {
          result += replacement
        } else {
          result.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
        }
      }
    }
    return result
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
