/// A kind of physical amount: what a number measures, and the units it may be written in.
///
/// A dimension is never instantiated; it is the phantom type that keeps bytes from being added to seconds.
public protocol Dimension: Sendable {
  /// What a person calls it, for error messages: "a bandwidth".
  static var name: String { get }
  /// The unit that stored values are in; its scale is 1.
  static var baseUnit: Unit { get }
  /// Every unit that can be read, decimal and binary.
  static var units: [Unit] { get }
  /// The units used for printing, largest first.
  static var printedUnits: [Unit] { get }
}

/// A dimension that is an amount per second: bytes/s, FLOP/s.
public protocol RateDimension: Dimension {
  /// What accumulates over a second.
  associatedtype Amount: Dimension
}
