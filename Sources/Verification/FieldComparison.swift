import FoundationEssentials
import Plans

/// Compares two values of a document field by field.
struct FieldComparison: Sendable {
  /// The identifier of a difference, by its key.
  let id: @Sendable (String) -> FindingID
  /// Rounding apart: sums may be taken in another order.
  var tolerance = 1e-9

  /// A finding for every field that differs, in the order of keys.
  /// - Parameter key: The key of the value in the document.
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

/// A part of a document as it is written, so that no field can be forgotten when two are compared.
private enum DocumentValue: Decodable, Sendable {
  case nothing
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([DocumentValue])
  case object([String: DocumentValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([DocumentValue].self) {
      self = .list(list)
    } else if let object = try? container.decode([String: DocumentValue].self) {
      self = .object(object)
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else {
      self = .nothing
    }
  }

  /// The JSON of a value; `nothing` where it cannot be encoded.
  init(of value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let data = try? encoder.encode([value])
    let list = data.flatMap { try? JSONDecoder().decode([DocumentValue].self, from: $0) }
    self = list?.first ?? .nothing
  }
}

extension DocumentValue: CustomStringConvertible {
  var description: String {
    switch self {
    case .nothing: "nothing"
    case .bool(let bool): "\(bool)"
    case .number(let number): number == number.rounded() && number.magnitude < 1e15 ? "\(Int(number))" : "\(number)"
    case .text(let text): "\"\(text)\""
    case .list(let list): "\(list.count) entries"
    case .object(let object): "\(object.count) fields"
    }
  }
}
