import Plans

/// Compares two values of a document field by field, whatever fields they have.
struct FieldComparison: Sendable {
  /// The identifier of what differs, by its key.
  let id: @Sendable (String) -> String
  /// Rounding apart: sums may be taken in another order.
  var tolerance = 1e-9

  /// A finding for every field that the two do not share, in the order of keys.
  /// - Parameter key: Where the value stands in the document.
  func findings(_ key: String, claimed: some Encodable, actual: some Encodable) -> [Finding] {
    compare(key, DocumentValue(of: claimed), DocumentValue(of: actual))
  }

  private func compare(_ key: String, _ claimed: DocumentValue, _ actual: DocumentValue) -> [Finding] {
    switch (claimed, actual) {
    case (.nothing, .nothing): []
    case (.bool(let claimed), .bool(let actual)) where claimed == actual: []
    case (.text(let claimed), .text(let actual)) where claimed == actual: []
    case (.number(let claimed), .number(let actual)) where agree(claimed, actual): []
    case (.list(let first), .list(let second)) where first.count == second.count:
      zip(first, second).enumerated().flatMap { compare("\(key)[\($0)]", $1.0, $1.1) }
    case (.object(let first), .object(let second)):
      Set(first.keys).union(second.keys).sorted().flatMap {
        compare("\(key).\($0)", first[$0] ?? .nothing, second[$0] ?? .nothing)
      }
    default: [Finding(id: id(key), key: key, claimed: "\(claimed)", actual: "\(actual)")]
    }
  }

  private func agree(_ claimed: Double, _ actual: Double) -> Bool {
    abs(claimed - actual) <= tolerance * max(abs(claimed), abs(actual), 1e-12)
  }
}
