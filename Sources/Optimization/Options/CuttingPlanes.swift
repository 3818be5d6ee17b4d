/// Families of cutting planes that a tree search may add.
public struct CuttingPlanes: OptionSet, Sendable {
  /// One bit for each family.
  public let rawValue: Int

  /// - Parameter rawValue: One bit for each family.
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// Gomory mixed-integer cuts.
  public static let gomory = CuttingPlanes(rawValue: 1)
  /// Mixed-integer rounding cuts.
  public static let mixedIntegerRounding = CuttingPlanes(rawValue: 2)
  /// Cover cuts, from knapsack rows.
  public static let cover = CuttingPlanes(rawValue: 4)
  /// Clique cuts, from rows of binaries of which one may be 1.
  public static let clique = CuttingPlanes(rawValue: 8)
}
