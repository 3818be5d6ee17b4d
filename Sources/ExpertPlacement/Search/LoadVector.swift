/// Loads of an expert or a rank, one for each scenario.
protocol LoadVector: Sendable {
  static var zero: Self { get }
  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  func scaled(by factor: Double) -> Self
  /// Σ over scenarios of (load · factor)^(2^doublings).
  func power(_ factor: Double, doublings: Int) -> Double
  /// Of all scenarios.
  var largest: Double { get }
}

extension Double: LoadVector {
  @inline(__always) func scaled(by factor: Double) -> Double { self * factor }

  @inline(__always) func power(_ factor: Double, doublings: Int) -> Double {
    var result = self * factor
    for _ in 0..<doublings { result *= result }
    return result
  }

  @inline(__always) var largest: Double { self }
}

/// Several scenarios side by side; lanes that no scenario needs stay zero.
struct ScenarioLoads<Lanes: SIMD & Sendable>: LoadVector where Lanes.Scalar == Double {
  var lanes: Lanes

  static var zero: Self { Self(lanes: .zero) }

  @inline(__always) static func + (left: Self, right: Self) -> Self { Self(lanes: left.lanes + right.lanes) }
  @inline(__always) static func - (left: Self, right: Self) -> Self { Self(lanes: left.lanes - right.lanes) }
  @inline(__always) func scaled(by factor: Double) -> Self { Self(lanes: lanes * factor) }

  @inline(__always) func power(_ factor: Double, doublings: Int) -> Double {
    var result = lanes * factor
    for _ in 0..<doublings { result *= result }
    return result.sum()
  }

  @inline(__always) var largest: Double { lanes.max() }
}
