/// Names that proofs have in documents.
enum ProofKind: String, Codable {
  case mean
  case largestShare = "largest share"
  case crowding
  case prices
  case copies
  case groups

  enum Key: String, CodingKey {
    case kind, expert, most, few, many
  }

  /// The deepest nesting read, in keys above an entry; no proof found by a search is as deep.
  static let deepest = 200

  /// - Throws: `DecodingError` where it lies too deep, or is none of the names.
  init(of decoder: any Decoder) throws {
    guard decoder.codingPath.count <= Self.deepest else {
      // The first keys say where; people need not read all of them.
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: Array(decoder.codingPath.prefix(6)),
          debugDescription: "a proof more than \(Self.deepest) keys deep"
        ))
    }
    self = try decoder.container(keyedBy: Key.self).decode(Self.self, forKey: .kind)
  }

  /// The error for this kind where another is expected.
  func misplaced(in decoder: any Decoder) -> DecodingError {
    .dataCorrupted(
      .init(codingPath: decoder.codingPath + [Key.kind], debugDescription: "\"\(rawValue)\" in a tree of prices"))
  }

  /// Begins an entry with the name of the kind.
  func container(in encoder: any Encoder) throws -> KeyedEncodingContainer<Key> {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(self, forKey: .kind)
    return container
  }
}

/// Bounds on the time of a domain for sets of groups that it may hold, which together bound every division of the groups.
public struct GroupBounds: Sendable, Equatable, Codable {
  /// The bound of a set of groups, given as bits.
  public struct Entry: Sendable, Equatable, Codable {
    /// Groups, as bits.
    public let groups: Int
    /// The lower bound for those groups in one domain.
    public let bound: BalanceBound

    public init(groups: Int, bound: BalanceBound) {
      self.groups = groups
      self.bound = bound
    }
  }

  /// The sets of groups for which closed bounds were not enough.
  public let entries: [Entry]

  public init(_ entries: [Entry]) { self.entries = entries }

  /// The lower bound on the time of placements that keep groups whole; 0 where an entry does not hold.
  public func time(of problem: ExpertProblem) -> Double {
    guard problem.canKeepGroupsWhole, entries.allSatisfy({ (1..<1 << problem.wholeGroups).contains($0.groups) }) else {
      return 0
    }
    let domains = problem.ranksOfDomains
    func part(_ groups: Int) -> ExpertProblem { problem.part(groups: groups, ranks: domains[0]) }
    guard entries.allSatisfy({ $0.bound.holds(for: part($0.groups)) }) else { return 0 }
    let known = Dictionary(entries.map { ($0.groups, $0.bound.time) }, uniquingKeysWith: max)
    return GroupDivision(groups: problem.wholeGroups, domains: domains.count) { groups in
      known[groups] ?? ClosedBounds(part(groups)).best.time
    }.time
  }
}
