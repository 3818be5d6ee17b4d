/// Prices for every case of how many copies some experts have. A time is refuted where each case is: the copies of an
/// expert are either few or many.
public indirect enum PriceTree: Sendable, Equatable {
  /// One set of prices for the remaining case.
  case prices(PatternPrices)
  /// `expert` has at most `most` copies, or more.
  case copies(expert: Int, most: Int, few: PriceTree, many: PriceTree)

  /// Whether no placement of the problem is as fast as `time`.
  public func refute(_ time: Double, of problem: ExpertProblem) -> Bool {
    refute(time, of: problem, limits: problem.copyLimits)
  }

  /// Whether no placement is, in which the copies of each expert lie within limits.
  public func refute(_ time: Double, of problem: ExpertProblem, limits: [ClosedRange<Int>]) -> Bool {
    switch self {
    case .prices(let prices): return prices.refute(time, of: problem, limits: limits)
    case .copies(let expert, let most, let few, let many):
      guard limits.indices.contains(expert) else { return false }
      let open = limits[expert]
      func holds(_ tree: PriceTree, from first: Int, to last: Int) -> Bool {
        guard first <= last else { return true }
        var narrower = limits
        narrower[expert] = first...last
        return tree.refute(time, of: problem, limits: narrower)
      }
      return holds(few, from: open.lowerBound, to: min(open.upperBound, most))
        && holds(many, from: max(open.lowerBound, most + 1), to: open.upperBound)
    }
  }
}

/// The division of groups between equal domains that minimises the time of the slowest domain.
public struct GroupDivision: Sendable {
  /// Groups of each domain, as bits.
  public let domains: [Int]
  /// Time of the slowest domain.
  public let time: Double

  /// - Parameters:
  ///   - groups: The number of groups, at most 16.
  ///   - domains: The number of domains, between which groups are divided evenly.
  ///   - time: The time of a domain that holds the groups whose bits are set.
  public init(groups: Int, domains: Int, time: (Int) -> Double) {
    let size = groups / domains
    let all = (1 << groups) - 1
    var times: [Int: Double] = [:]
    var best: [Int: (time: Double, first: Int)] = [0: (0, 0)]
    /// The best division of the remaining groups. The first domain takes the lowest group, since domains are equal.
    func divide(_ left: Int) -> Double {
      if let known = best[left] { return known.time }
      var found = (time: Double.infinity, first: left)
      Self.forEachSubset(of: left, size: size) { subset in
        let own = times[subset] ?? time(subset)
        times[subset] = own
        guard own < found.time else { return }
        let total = max(own, divide(left & ~subset))
        if total < found.time { found = (total, subset) }
      }
      best[left] = found
      return found.time
    }
    self.time = divide(all)
    var left = all
    var result: [Int] = []
    while left != 0, let step = best[left] {
      result.append(step.first)
      left &= ~step.first
    }
    self.domains = result
  }

  /// Subsets of a size that hold the lowest bit.
  private static func forEachSubset(of set: Int, size: Int, _ body: (Int) -> Void) {
    let bits = (0..<Int.bitWidth - 1).filter { set >> $0 & 1 == 1 }
    func choose(_ from: Int, _ left: Int, _ chosen: Int) {
      if left == 0 { return body(chosen) }
      guard bits.count - from >= left else { return }
      choose(from + 1, left - 1, chosen | 1 << bits[from])
      choose(from + 1, left, chosen)
    }
    guard let lowest = bits.first else { return }
    choose(1, size - 1, 1 << lowest)
  }
}

/// {"kind": "prices", "scenarioWeights": …, "experts": …, "copy": …} or
/// {"kind": "copies", "expert": 3, "most": 1, "few": {…}, "many": {…}}.
extension PriceTree: Codable {
  /// - Throws: `DecodingError` for what is no proof, or one that lies more than 200 keys deep.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ProofKind.Key.self)
    switch try ProofKind(of: decoder) {
    case .prices: self = .prices(try PatternPrices(from: decoder))
    case .copies:
      self = .copies(
        expert: try container.decode(Int.self, forKey: .expert), most: try container.decode(Int.self, forKey: .most),
        few: try container.decode(PriceTree.self, forKey: .few),
        many: try container.decode(PriceTree.self, forKey: .many))
    case let other: throw other.misplaced(in: decoder)
    }
  }

  /// Writes the form above.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .prices(let prices):
      _ = try ProofKind.prices.container(in: encoder)
      try prices.encode(to: encoder)
    case .copies(let expert, let most, let few, let many):
      var container = try ProofKind.copies.container(in: encoder)
      try container.encode(expert, forKey: .expert)
      try container.encode(most, forKey: .most)
      try container.encode(few, forKey: .few)
      try container.encode(many, forKey: .many)
    }
  }
}
