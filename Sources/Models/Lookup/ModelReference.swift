import Foundation
import Inputs

/// What a user writes to mean a model: a path, or a name of the catalogue.
public enum ModelReference: Sendable, Hashable {
  /// A file or folder that is there.
  case path(String)
  /// A name to be looked up.
  case name(String)

  /// A path that exists is a path, whatever the catalogue holds; anything else is a name.
  /// - Throws: `Diagnostic` "file-missing" for what can only be a path and is not there.
  public init(_ text: String) throws {
    if InputDocument.isThere(text) {
      self = .path(text)
    } else if text.hasSuffix(".json") || text.hasSuffix("/") || text.hasPrefix("/") || text.hasPrefix(".") {
      throw Diagnostic(
        id: "file-missing", file: text, found: "no such file or folder", expected: "a config.json or its folder")
    } else {
      self = .name(text)
    }
  }

  /// The model that it means.
  /// - Throws: `Diagnostic` "model-unknown", and the faults of a configuration.
  public func model() throws -> ModelArchitecture {
    switch self {
    case .path(let path): try ModelArchitecture(contentsOf: path)
    case .name(let name): try ModelCatalogue.model(named: name)
    }
  }
}

extension ModelArchitecture {
  /// The model that a path or a name of the catalogue means.
  /// - Throws: `Diagnostic` "file-missing" or "model-unknown", and the faults of a configuration.
  public init(reference: String) throws { self = try ModelReference(reference).model() }
}
