import Foundation

/// How the axes of a frontier's plot are divided.
public enum FrontierAxes: String, Sendable, Hashable, CaseIterable {
  /// Equal steps are equal factors.
  case log
  /// Equal steps are equal amounts, from 0.
  case linear

  /// Where a value lies between two others, 0 to 1.
  func place(_ value: Double, in range: ClosedRange<Double>) -> Double {
    guard range.upperBound > range.lowerBound else { return 0 }
    switch self {
    case .log: return Foundation.log(value / range.lowerBound) / Foundation.log(range.upperBound / range.lowerBound)
    case .linear: return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
  }

  /// The value at a place, 0 to 1.
  func value(at place: Double, in range: ClosedRange<Double>) -> Double {
    switch self {
    case .log: range.lowerBound * pow(range.upperBound / range.lowerBound, place)
    case .linear: range.lowerBound + place * (range.upperBound - range.lowerBound)
    }
  }

  /// What the axis shows of some values.
  func range(_ values: [Double]) -> ClosedRange<Double> {
    let most = values.max() ?? 1
    return self == .linear ? 0...most : (values.min() ?? 1)...most
  }
}
