import Formats
import FoundationEssentials

/// Reads versioned documents that this product wrote.
public enum DocumentReader {
  /// The version that a document says it has: "plan/1".
  /// - Throws: `Diagnostic` where the file is no such document.
  public static func version(ofFile path: String) throws -> String {
    try InputDocument.parse(InputDocument.bytes(ofFile: path), file: path, isJSON: true)
      .required("layline", expected: "the version of a document").text()
  }

  /// - Parameters:
  ///   - type: The type of the document.
  ///   - version: The version that the document must have.
  ///   - data: The content of the file.
  ///   - path: The file as the user named it.
  /// - Throws: `Diagnostic` that names file, line and key at fault.
  static func read<Document: Decodable>(
    _ type: Document.Type, version: String, _ data: Data, file path: String
  ) throws -> Document {
    let root = try InputDocument.parse(data, file: path, isJSON: true)
    let found = try root.required("layline", expected: "\"\(version)\"")
    guard try found.text() == version else { throw found.fault(.unsupportedVersion, expected: "\"\(version)\"") }
    try DocumentSchemas.schema(String(version.prefix { $0 != "/" })).check(root)
    do {
      return try JSONDecoder().decode(type, from: withoutMark(data))
    } catch let error as DecodingError {
      throw diagnostic(for: error, in: root)
    }
  }

  /// The decoder knows no byte-order mark.
  private static func withoutMark(_ data: Data) -> Data {
    data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
  }

  private static func diagnostic(for error: DecodingError, in root: InputNode) -> Diagnostic {
    switch error {
    case .keyNotFound(let key, let context):
      return fault(.missingKey, context.codingPath + [key], in: root, found: "no such key", expected: "a value")
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return fault(
        .wrongType, context.codingPath, in: root, found: node(at: context.codingPath, in: root).summary,
        expected: name(of: type))
    case .dataCorrupted(let context):
      return fault(
        .unknownValue, context.codingPath, in: root, found: context.debugDescription,
        expected: "a value of this document's schema")
    @unknown default: return root.fault(.unknownValue, expected: "a document of this product")
    }
  }

  private static func name(of type: any Any.Type) -> String {
    let name = "\(type)"
    let words = ["Int": "a whole number", "Double": "a number", "String": "text", "Bool": "true or false"]
    return words[name] ?? (name.hasPrefix("Array") ? "a list" : "a mapping")
  }

  private static func fault(
    _ id: DiagnosticID, _ keys: [any CodingKey], in root: InputNode, found: String, expected: String
  ) -> Diagnostic {
    Diagnostic(
      id: id, file: root.file, key: path(keys), line: node(at: keys, in: root).line, found: found,
      expected: expected)
  }

  /// The value at a path, or the last one on the way to it.
  private static func node(at keys: [any CodingKey], in root: InputNode) -> InputNode {
    var node = root
    for key in keys {
      switch node.content {
      case .list(let items):
        guard let index = key.intValue, items.indices.contains(index) else { return node }
        node = items[index]
      case .mapping(let entries):
        guard let entry = entries.first(where: { $0.key == key.stringValue }) else { return node }
        node = entry.value
      default: return node
      }
    }
    return node
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined().drop { $0 == "." }.description
  }
}

extension Plan {
  /// Reads a plan that was written before.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    try self.init(parsing: InputDocument.bytes(ofFile: path), file: path)
  }

  /// Reads a document like `init(contentsOf:)` from bytes already read; `file` names them.
  public init(parsing data: Data, file: String) throws {
    self = try DocumentReader.read(Plan.self, version: Self.formatVersion, data, file: file)
    try derivations.check(file: file)
  }
}

/// A finished plan: what was asked, the layout, where everything goes, how fast it will be, and how good that is.
///
/// A versioned document: the same inputs give the same bytes. Keys of dimensioned values carry their unit.
public struct Plan: Codable, Sendable, Equatable {
  /// "plan/1".
  public var layline: String
  /// The inputs of the plan.
  public var inputs: PlanInputs
  /// The division of the work within a replica, and the number of replicas.
  public var layout: PlanLayout
  /// Every GPU in use and every expert.
  public var placement: Placement
  /// Speed and memory.
  public var prediction: Prediction
  /// The resources that the round waits for, longest first.
  public var bottlenecks: [Bottleneck]
  /// Changes to the inputs that would help most, each found by solving again.
  public var changes: [PlanChange]
  /// What redundant experts are worth: the best layouts with fewer and with more; absent where no expert load was given, or
  /// their number was prescribed.
  public var redundancy: [RedundancyValue]?
  /// The same question with some figures changed, as asked; absent where nothing was asked.
  public var whatIf: [WhatIf]?
  /// The value of one unit more or less of hardware, solved again; absent where not asked for. Rates first.
  public var marginals: [SolvedMarginal]?
  /// The proof of the plan's quality.
  public var certificate: Certificate
  /// The derivation of every predicted number.
  public var derivations: PlanDerivations

  /// The version of the document that this product writes and reads.
  public static let formatVersion = "plan/1"

  public init(
    inputs: PlanInputs, layout: PlanLayout, placement: Placement, prediction: Prediction, bottlenecks: [Bottleneck],
    changes: [PlanChange], redundancy: [RedundancyValue]? = nil, whatIf: [WhatIf]? = nil,
    marginals: [SolvedMarginal]? = nil, certificate: Certificate, derivations: PlanDerivations
  ) {
    layline = Self.formatVersion
    self.inputs = inputs
    self.layout = layout
    self.placement = placement
    self.prediction = prediction
    self.bottlenecks = bottlenecks
    self.changes = changes
    self.redundancy = redundancy
    self.whatIf = whatIf
    self.marginals = marginals
    self.certificate = certificate
    self.derivations = derivations
  }
}
