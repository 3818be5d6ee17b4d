import Inputs
import Quantities

/// The dimension of the values of an axis, which its base unit goes by.
public enum AxisMeasure: Sendable, Hashable {
  /// B/s.
  case bandwidth
  /// s.
  case time
  /// B.
  case bytes
  /// FLOP/s.
  case arithmeticRate
  /// USD/s of one GPU.
  case price
  /// A whole number.
  case count

  /// The unit that values are in: "B/s"; empty for counts.
  public var baseUnit: String {
    switch self {
    case .bandwidth: Bandwidth.unit
    case .time: Seconds.unit
    case .bytes: Bytes.unit
    case .arithmeticRate: FLOPRate.unit
    case .price: GPUPrice.unit
    case .count: ""
    }
  }

  /// For people: "100 GB/s", "131,072".
  public func text(_ value: Double) -> String {
    switch self {
    case .bandwidth: "\(Bandwidth(value))"
    case .time: "\(Seconds(value))"
    case .bytes: "\(Bytes(value))"
    case .arithmeticRate: "\(FLOPRate(value))"
    case .price: "\(GPUPrice(value))"
    case .count: abs(value) < 1e15 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
    }
  }

  /// A value as users write it, with its unit; a count may end in k, M, Ki or Mi: "128k" is 128,000.
  /// - Throws: `Diagnostic` of the node.
  func value(reading node: InputNode) throws -> Double {
    switch self {
    case .bandwidth: try node.quantity(Bandwidth.self).value
    case .time: try node.quantity(Seconds.self, allowZero: true).value
    case .bytes: try node.quantity(Bytes.self).value
    case .arithmeticRate: try node.quantity(FLOPRate.self).value
    case .price: try node.quantity(GPUPrice.self, allowZero: true).value
    case .count: try Self.count(node)
    }
  }

  private static let multiples: [(suffix: String, factor: Double)] = [
    ("Ki", 1024), ("Mi", 1_048_576), ("k", 1e3), ("M", 1e6), ("", 1),
  ]

  private static func count(_ node: InputNode) throws -> Double {
    guard case .text(let text) = node.content,
      let multiple = multiples.first(where: { text.hasSuffix($0.suffix) }),
      let number = Double(text.dropLast(multiple.suffix.count)), number.isFinite
    else { throw node.fault("wrong-type", expected: "a whole number such as 8, 128k (128,000) or 128Ki (131,072)") }
    return number * multiple.factor
  }
}

extension Quantity {
  fileprivate static var unit: String { D.baseUnit.symbol }
}
