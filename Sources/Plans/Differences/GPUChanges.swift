/// What becomes of the GPUs that either plan uses.
public struct GPUChanges: Codable, Sendable, Equatable {
  /// GPUs of a pool.
  public struct Numbers: Codable, Sendable, Equatable {
    /// The pool.
    public var pool: String
    /// Runs of numbers in the pool, first and last, ascending.
    public var gpus: [[Int]]
    /// How many.
    public var count: Int

    /// - Parameters:
    ///   - pool: The pool.
    ///   - numbers: In any order, each once.
    public init(pool: String, numbers: [Int]) {
      self.pool = pool
      count = numbers.count
      gpus = numbers.sorted().reduce(into: []) { runs, number in
        if let last = runs.last, last[1] + 1 == number {
          runs[runs.count - 1][1] = number
        } else {
          runs.append([number, number])
        }
      }
    }
  }

  /// In both plans, with the same part of the model.
  public var unchanged: [Numbers]
  /// In both plans, with another part of the model.
  public var changed: [Numbers]
  /// Only in plan B.
  public var newlyUsed: [Numbers]
  /// Only in plan A.
  public var noLongerUsed: [Numbers]

  /// - Parameters: As the properties of the same names.
  public init(unchanged: [Numbers], changed: [Numbers], newlyUsed: [Numbers], noLongerUsed: [Numbers]) {
    self.unchanged = unchanged
    self.changed = changed
    self.newlyUsed = newlyUsed
    self.noLongerUsed = noLongerUsed
  }
}
