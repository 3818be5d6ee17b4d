import Foundation

/// A part of a document as it is written, so that no field can be forgotten when two are compared.
enum DocumentValue: Decodable, Sendable {
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

  /// What would be written of a value; `nothing` where it cannot be.
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
