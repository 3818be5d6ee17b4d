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

  /// Keys above an entry of a document: no proof that a search finds lies as deep.
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

  /// What stands where another kind should.
  func misplaced(in decoder: any Decoder) -> DecodingError {
    .dataCorrupted(
      .init(codingPath: decoder.codingPath + [Key.kind], debugDescription: "\"\(rawValue)\" in a tree of prices"))
  }

  /// Writes the name, and nothing else yet.
  func container(in encoder: any Encoder) throws -> KeyedEncodingContainer<Key> {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(self, forKey: .kind)
    return container
  }
}
