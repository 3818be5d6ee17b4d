import Formats

/// One figure set to something, as a user writes it: "scale-out=100GB/s", "hbm=2x", "nodes@h200=8", "context=/2".
public struct AxisChange: Sendable, Hashable {
  /// The input that is changed.
  public let axis: InputAxis
  /// Its new value.
  public let setting: AxisSetting
  /// The only pool in which it is; all where `nil`.
  public let pool: String?

  public init(axis: InputAxis, setting: AxisSetting, pool: String? = nil) {
    self.axis = axis
    self.setting = setting
    self.pool = pool
  }

  /// - Parameters:
  ///   - text: An axis, "=" and a value with its unit, or a factor: "2x", "/2".
  ///   - flag: The flag that messages name.
  /// - Throws: `Diagnostic` "unknown-value", or that of a value with its unit.
  public init(parsing text: String, flag: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
    guard parts.count == 2, !parts[1].isEmpty else {
      throw Diagnostic(
        id: .unknownValue, file: flag, found: "\"\(text)\"",
        expected: "a figure and its value, as in scale-out=100GB/s")
    }
    let names = parts[0].split(separator: "@", maxSplits: 1).map(String.init)
    guard let axis = InputAxis(rawValue: names.first ?? "") else {
      throw Diagnostic(
        id: .unknownValue, file: flag, found: "\"\(parts[0])\"",
        expected: "one of " + InputAxis.allCases.map(\.name).joined(separator: ", "))
    }
    let node = InputNode(file: flag, key: axis.name, content: .text(parts[1]))
    self.init(
      axis: axis,
      setting: try Self.factor(node, parts[1]).map { .factor($0) } ?? .value(axis.measure.value(reading: node)),
      pool: names.count == 2 ? names[1] : nil)
  }

  /// "2x" and "x2" multiply, "/2" divides; `nil` for a value.
  private static func factor(_ node: InputNode, _ text: String) throws -> Double? {
    let isDivisor = text.hasPrefix("/")
    guard isDivisor || text.hasSuffix("x") || text.hasPrefix("x") else { return nil }
    let digits = isDivisor || text.hasPrefix("x") ? text.dropFirst() : text.dropLast()
    guard let number = Double(String(digits).trimmed), number.isFinite, number > 0 else {
      throw node.fault(.wrongType, expected: "a factor above zero such as 2x or /2")
    }
    return isDivisor ? 1 / number : number
  }

  /// The request after it.
  /// - Throws: `Diagnostic` with the flag and the axis.
  public func applied(to request: PlanRequest, flag: String) throws -> PlanRequest {
    try axis.varied(request, by: setting, pool: pool, flag: flag)
  }

  /// For people, with what was before: "scale-out bandwidth 50.0 GB/s → 100 GB/s".
  public func sentence(for request: PlanRequest) -> String {
    let place = pool.map { " of pool \($0)" } ?? ""
    let present = axis.present(in: request, pool: pool)
    let before = present.map { axis.measure.text($0) } ?? "free"
    return "\(axis.noun)\(place) \(before) → \(axis.measure.text(setting.applied(to: present ?? 0)))"
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
