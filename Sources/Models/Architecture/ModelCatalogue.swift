import Formats
import FoundationEssentials
import Quantities

/// The models that ship with the product, so that a plan needs no network.
///
/// Entries hold the keys of the published `config.json` that a reader uses, and under `layline` where they come from.
public enum ModelCatalogue {
  /// The description of an entry.
  public struct Entry: Sendable, Hashable {
    /// The name on the Hugging Face hub: "deepseek-ai/DeepSeek-V3".
    public let name: String
    /// Other names that mean it.
    public let aliases: [String]
    /// The fidelity of the entry to the published file.
    public let status: Status
    /// The place where the configuration was read.
    public let source: String

    /// The name without its owner: "DeepSeek-V3".
    public var shortName: String { name.split(separator: "/").last.map(String.init) ?? name }
  }

  /// The fidelity of an entry to the published file.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// Keys of a whole published file.
    case raw
    /// Keys of a published file that somebody had shortened.
    case trimmed = "raw-trimmed"
    /// Read from a report of the real checkpoint, or from a literal in code.
    case transcribed
    /// A reconstruction from sizes that third parties published.
    case reconstructed
  }

  /// The name of the catalogue in messages.
  static let file = "catalogue"

  /// Every entry, by name.
  /// - Throws: `Diagnostic` where the catalogue itself is broken, which tests rule out.
  public static func entries() throws -> [Entry] { try nodes().map { try entry($0.key, $0.value) } }

  /// The model of a name: "deepseek-ai/DeepSeek-V3", or "deepseek-v3" where that means one entry only.
  ///
  /// Other names of the same model mean it too: `-Instruct`, a month, another publisher's copy. Where the name ends in a format
  /// (`-FP8`, `-NVFP4`, `-AWQ`) that the entry is not stored in, the model is as checkpoints of that format are released.
  /// - Throws: `Diagnostic` "unknown-model" that names the nearest entries.
  public static func model(named name: String) throws -> ModelArchitecture {
    let nodes = try nodes()
    let entries = try nodes.map { try entry($0.key, $0.value) }
    let found = matches(for: name, in: entries)
    if found.isEmpty, let alike = entry(alike: name, among: entries) {
      return try model(alike.entry, storedIn: alike.format, calledFor: name)
    }
    guard found.count == 1 else { throw unknown(name, found: found, all: entries) }
    return try model(of: found[0])
  }

  private static func model(of entry: Entry) throws -> ModelArchitecture {
    guard let node = try nodes().first(where: { $0.key == entry.name })?.value else {
      throw unknown(entry.name, found: [], all: try entries())
    }
    return try ModelArchitecture(
      ModelConfiguration(node, name: entry.name), publishedCheckpoint: publishedCheckpoint(node))
  }

  /// The model of an entry for a name that is not its own.
  private static func model(
    _ entry: Entry, storedIn format: NumberFormat?, calledFor name: String
  ) throws -> ModelArchitecture {
    let stored = try model(of: entry)
    let own = stored.amountsByFormat.max { $0.amount.elements < $1.amount.elements }?.format
    let isStoredSo = format == nil || format == own
    var model = stored
    if !isStoredSo, let format {
      // What is called AWQ, GPTQ or W4A16 has every linear layer in 4 bits, with zero points, in groups of 128.
      model =
        format == .integer4
        ? stored.stored(in: WeightFormat(.integer4, scaleBytesPerElement: 2.5 / 128, group: 128))
        : stored.asReleased(in: format)
    }
    model.remarks.append(
      "\(name) is read as \(entry.name) of the catalogue"
        + (isStoredSo ? "" : format.map { ", stored in \($0.rawValue) as such checkpoints are" } ?? ""))
    return model
  }

  private static func matches(for name: String, in entries: [Entry]) -> [Entry] {
    let wanted = name.lowercased()
    let exact = entries.filter { $0.name.lowercased() == wanted }
    if !exact.isEmpty { return exact }
    return entries.filter { entry in ([entry.shortName] + entry.aliases).contains { $0.lowercased() == wanted } }
  }

  private static func unknown(_ name: String, found: [Entry], all: [Entry]) -> Diagnostic {
    return Diagnostic(
      id: .unknownModel, file: name, found: found.isEmpty ? "no such path or name" : "a name of several models",
      expected: "a config.json, a folder that holds one, or a name of the catalogue",
      advice: NearestNames.advice(name, among: (found.isEmpty ? all : found).map(\.name))
        ?? "layline model list shows the catalogue")
  }

  private static func nodes() throws -> [(key: String, value: InputNode)] { try parsed.get() }

  /// Parsed once.
  private static let parsed = Result {
    try InputDocument.parse(Data(PackageResources.models_json), file: "\(file).json").entries()
  }

  private static func entry(_ name: String, _ node: InputNode) throws -> Entry {
    let about = try node.required("layline")
    return Entry(
      name: name, aliases: try about.optional("aliases")?.items().map { try $0.text() } ?? [],
      status: try about.required("status").choice(Status.self), source: try about.required("source").text())
  }

  private static func publishedCheckpoint(_ node: InputNode) throws -> PublishedCheckpoint? {
    guard let checkpoint = try node.required("layline").optional("checkpoint") else { return nil }
    return PublishedCheckpoint(
      size: try checkpoint.required("size").quantity(Bytes.self), source: try checkpoint.required("source").text())
  }
}

/// A reference to a model: a path, or a name of the catalogue.
public enum ModelReference: Sendable, Hashable {
  /// A file or folder that is there.
  case path(String)
  /// A name to be looked up.
  case name(String)

  /// An existing path is a path, even where the catalogue has an entry of that name; any other text is a name.
  /// - Throws: `Diagnostic` "missing-file" for a text that can only be a path and does not exist.
  public init(_ text: String) throws {
    if InputDocument.isThere(text) {
      self = .path(text)
    } else if text.hasSuffix(".json") || text.hasSuffix("/") || text.hasPrefix("/") || text.hasPrefix(".") {
      throw Diagnostic(
        id: .missingFile, file: text, found: "no such file or folder", expected: "a config.json or its folder",
        advice: InputDocument.adviceOnMissing(text))
    } else {
      self = .name(text)
    }
  }

  /// The model that it means.
  /// - Throws: `Diagnostic` "unknown-model", and the faults of a configuration.
  public func model() throws -> ModelArchitecture {
    switch self {
    case .path(let path): try ModelArchitecture(contentsOf: path)
    case .name(let name): try ModelCatalogue.model(named: name)
    }
  }
}

extension ModelArchitecture {
  /// The model that a path or a name of the catalogue means.
  /// - Throws: `Diagnostic` "missing-file" or "unknown-model", and the faults of a configuration.
  public init(reference: String) throws { self = try ModelReference(reference).model() }
}
