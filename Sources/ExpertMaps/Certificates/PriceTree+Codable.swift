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
