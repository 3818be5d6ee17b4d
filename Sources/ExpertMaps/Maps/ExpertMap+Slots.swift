extension ExpertMap {
  /// The expert in each slot, rank by rank; −1 where a slot is empty.
  /// - Parameter slots: Of each rank, no fewer than it holds experts.
  public func physicalToLogical(slots: [Int]) -> [Int] {
    zip(ranks, slots).flatMap { held, slots in held + [Int](repeating: -1, count: max(0, slots - held.count)) }
  }

  /// The inverse.
  /// - Parameters:
  ///   - experts: As many as there are slots; −1 where a slot is empty.
  ///   - slots: Of each rank.
  public init(physicalToLogical experts: [Int], slots: [Int]) {
    var first = 0
    self.init(
      ranks: slots.map { count in
        defer { first += count }
        return experts[first..<first + count].filter { $0 >= 0 }
      })
  }
}
