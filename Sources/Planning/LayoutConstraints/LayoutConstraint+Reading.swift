import Inputs

extension LayoutConstraint {
  /// The kinds that are compared where nothing else was asked for.
  public static let usual = "ep,pp,tp,ep+pp"
  /// More than anybody reads side by side, and no more than there are letters for a map.
  private static let most = 16
  /// Beyond any cluster.
  private static let largestDegree = 1 << 20

  /// Reads a list such as "ep,pp,ep8+pp16".
  /// - Parameter flag: What messages name as the place.
  /// - Throws: `Diagnostic` for a word that is no layout, one that stands there twice, or too many of them.
  public static func list(_ text: String, flag: String) throws -> [LayoutConstraint] {
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map { word in
      word.filter { $0 != " " }.lowercased()
    }
    guard words.count <= most else {
      throw Diagnostic(
        id: "out-of-range", file: flag, found: "\(words.count) layouts", expected: "at most \(most)")
    }
    let constraints = try words.map { try LayoutConstraint(parsing: $0, flag: flag) }
    for (index, constraint) in constraints.enumerated() {
      let isRepeated = constraints.prefix(index).contains { $0.hasSameRules(as: constraint) }
      guard !isRepeated else {
        throw Diagnostic(
          id: "duplicate", file: flag, found: "\"\(constraint.name)\" twice", expected: "each layout once")
      }
    }
    return constraints
  }

  /// - Throws: `Diagnostic` "unknown-layout".
  init(parsing word: String, flag: String) throws {
    if word == "any" {
      self = .any
      return
    }
    guard word != "dp" else {
      self.init(name: word, tensor: .one, expert: .one, stages: .one, isUndivided: true)
      return
    }
    var rules: [String: DegreeRule] = [:]
    for part in word.split(separator: "+", omittingEmptySubsequences: false) {
      let kind = String(part.prefix(2))
      guard ["tp", "ep", "pp"].contains(kind), rules[kind] == nil, let rule = Self.rule(part.dropFirst(2)) else {
        throw Self.unknown(word, flag: flag)
      }
      rules[kind] = rule
    }
    self.init(
      name: word, tensor: rules["tp"] ?? .one, expert: rules["ep"] ?? .one, stages: rules["pp"] ?? .one)
  }

  /// `nil` for what is no degree.
  private static func rule(_ digits: Substring) -> DegreeRule? {
    if digits.isEmpty { return .several }
    guard digits.allSatisfy(\.isNumber), let number = Int(digits), (1...largestDegree).contains(number) else {
      return nil
    }
    return number == 1 ? .one : .exactly(number)
  }

  private static func unknown(_ word: String, flag: String) -> Diagnostic {
    Diagnostic(
      id: "unknown-layout", file: flag, found: "\"\(word)\"",
      expected: "ep, pp, tp, joined with + and with a degree or without (ep+pp, ep64, tp4+ep32+pp2), dp, or any")
  }

  private func hasSameRules(as other: LayoutConstraint) -> Bool {
    (tensor, expert, stages) == (other.tensor, other.expert, other.stages) && isUndivided == other.isUndivided
  }
}
