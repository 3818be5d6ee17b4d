/// {"kind": "mean"}, {"kind": "groups", "entries": […]}, or a tree of prices as it stands on its own.
extension BalanceProof: Codable {
  /// - Throws: `DecodingError` for what is no proof, or one that lies more than 200 keys deep.
  public init(from decoder: any Decoder) throws {
    switch try ProofKind(of: decoder) {
    case .mean: self = .mean
    case .largestShare: self = .largestShare
    case .crowding: self = .crowding
    case .prices, .copies: self = .prices(try PriceTree(from: decoder))
    case .groups: self = .groups(try GroupBounds(from: decoder))
    }
  }

  /// Writes the form above.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .mean: _ = try ProofKind.mean.container(in: encoder)
    case .largestShare: _ = try ProofKind.largestShare.container(in: encoder)
    case .crowding: _ = try ProofKind.crowding.container(in: encoder)
    case .prices(let tree): try tree.encode(to: encoder)
    case .groups(let groups):
      _ = try ProofKind.groups.container(in: encoder)
      try groups.encode(to: encoder)
    }
  }
}
