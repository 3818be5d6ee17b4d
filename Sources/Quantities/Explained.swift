/// A quantity with the record of its computation.
///
/// Recording is a property of the leaves: an operation records when one of its operands does. A search uses plain
/// leaves, which cost as much as a `Double`; the chosen layout is computed once more by the same code with recording
/// leaves.
public struct Explained<D: Dimension>: Sendable {
  /// The value, in `D.baseUnit`.
  public let value: Double
  /// The record; `nil` where nothing was recorded.
  public let derivation: Derivation?

  @inlinable
  init(value: Double, derivation: Derivation?) {
    self.value = value
    self.derivation = derivation
  }

  /// A value without a record.
  @inlinable
  public init(_ quantity: Quantity<D>) {
    self.init(value: quantity.value, derivation: nil)
  }

  /// The value without its record.
  @inlinable
  public var quantity: Quantity<D> { Quantity(value) }

  /// The same value under a name, which formulas that use the value print.
  @inlinable
  public func named(_ name: @autoclosure () -> String, source: DerivationSource? = nil) -> Self {
    guard let derivation else { return self }
    return Self(value: value, derivation: derivation.named(name(), source: source))
  }

  @inlinable
  var node: Derivation { derivation ?? Derivation(value: value, unit: D.baseUnit.symbol) }

  @inlinable
  static func record<A, B>(
    _ operation: Operation, _ value: Double, _ left: Explained<A>, _ right: Explained<B>
  ) -> Self {
    guard left.derivation != nil || right.derivation != nil else { return Self(value: value, derivation: nil) }
    let node = Derivation(
      value: value, unit: D.baseUnit.symbol, operation: operation, operands: [left.node, right.node])
    return Self(value: value, derivation: node)
  }

  @inlinable
  static func record(_ operation: Operation, _ value: Double, _ operands: [Explained<D>]) -> Self {
    guard operands.contains(where: { $0.derivation != nil }) else { return Self(value: value, derivation: nil) }
    let node = Derivation(
      value: value, unit: D.baseUnit.symbol, operation: operation, operands: operands.map(\.node))
    return Self(value: value, derivation: node)
  }
}

extension Explained: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral where D == Scalar {
  /// A constant of a formula, without a record.
  @inlinable
  public init(floatLiteral value: Double) { self.init(value: value, derivation: nil) }
  /// A constant of a formula, without a record.
  @inlinable
  public init(integerLiteral value: Int) { self.init(value: Double(value), derivation: nil) }
}

/// Hands out the leaves of formulas; it alone knows whether they keep their derivations.
public struct Recorder: Sendable {
  /// Whether leaves, and thus everything computed from them, keep their derivations.
  public let isRecording: Bool

  /// Leaves are plain numbers.
  public static let off = Recorder(isRecording: false)
  /// Leaves keep their names and sources.
  public static let on = Recorder(isRecording: true)

  @inlinable
  public init(isRecording: Bool) { self.isRecording = isRecording }

  /// A leaf.
  /// - Parameters:
  ///   - name: The name of the value in output.
  ///   - quantity: The value.
  ///   - source: The file and key, or the calibration with its evidence.
  @inlinable
  public func callAsFunction<D: Dimension>(
    _ name: @autoclosure () -> String, _ quantity: Quantity<D>, source: @autoclosure () -> DerivationSource
  ) -> Explained<D> {
    guard isRecording else { return Explained(value: quantity.value, derivation: nil) }
    return Explained(
      value: quantity.value,
      derivation: Derivation(name: name(), value: quantity.value, unit: D.baseUnit.symbol, source: source()))
  }
}
