import Quantities

/// Layers that have fewer copies of experts than the others of their stage, because copies gain them little.
public struct SparedLayers: Sendable, Hashable {
  /// How many there are.
  public let count: Int
  /// Layers with experts that the stage has in all.
  public let all: Int
  /// Their copies beyond one of each expert.
  public let redundantExperts: Int

  /// - Parameters: As the properties of the same names.
  public init(count: Int, of all: Int, redundantExperts: Int) {
    self.count = count
    self.all = all
    self.redundantExperts = redundantExperts
  }

  /// Of the layers with experts.
  public var share: Double { Double(count) / Double(max(1, all)) }

  func share(recording: Bool) -> Explained<Scalar> {
    .layout("layers with fewer copies", count, recording: recording)
      / .layout("layers with experts", max(1, all), recording: recording)
  }
}

extension SparedLayers: Comparable {
  /// By all numbers in turn.
  public static func < (left: Self, right: Self) -> Bool {
    (left.redundantExperts, left.all, left.count) < (right.redundantExperts, right.all, right.count)
  }
}
