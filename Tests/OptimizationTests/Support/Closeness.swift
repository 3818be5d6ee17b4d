extension Double {
  /// Equal to about eight digits.
  func isClose(to other: Double) -> Bool {
    (self - other).magnitude <= 1e-7 * max(1, other.magnitude)
  }
}

extension [Double] {
  /// Equal to about eight digits, place by place.
  func isClose(to other: [Double]) -> Bool {
    count == other.count && zip(self, other).allSatisfy { $0.isClose(to: $1) }
  }
}
