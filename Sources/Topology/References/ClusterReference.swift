import Foundation
import Inputs

/// A cluster as a user names it: a file, or one that ships with the product.
public enum ClusterReference: Sendable, Hashable {
  /// A path as the user wrote it.
  case file(String)
  /// The name of a shipped cluster: "gb200-nvl72-8-racks".
  case shipped(String)

  /// An existing file wins; else the name of a shipped cluster.
  /// - Throws: `Diagnostic` "file-missing" for what looks like a path, "unknown-cluster" for any other name.
  public init(_ written: String) throws {
    if InputDocument.isThere(written) {
      self = .file(written)
    } else if ShippedClusters.bytes(of: written) != nil {
      self = .shipped(written)
    } else if written.contains("/") || [".yaml", ".yml", ".json"].contains(where: written.hasSuffix) {
      throw Diagnostic(id: "file-missing", file: written, found: "no such file", expected: "a cluster file")
    } else {
      let nearest = NearestNames.to(written, among: ShippedClusters.names).joined(separator: ", ")
      throw Diagnostic(
        id: "unknown-cluster", file: written, found: "neither a file nor a cluster that ships with the product",
        expected: "a cluster file or one of \(ShippedClusters.names.joined(separator: ", "))",
        advice: "the nearest are \(nearest)")
    }
  }

  /// What stands in the file: digests are made of these bytes.
  /// - Throws: `Diagnostic` where the file cannot be read.
  public func contents() throws -> Data {
    switch self {
    case .file(let path): return try InputDocument.bytes(ofFile: path)
    case .shipped(let name):
      guard let bytes = ShippedClusters.bytes(of: name) else {
        throw Diagnostic(id: "unknown-cluster", file: name, found: "no such shipped cluster", expected: "a known name")
      }
      return Data(bytes)
    }
  }

  /// The cluster.
  /// - Throws: `Diagnostic` with file, line and key for anything that is not as the format asks.
  public func read() throws -> Cluster { try Cluster(parsing: contents(), file: file) }

  /// The file in messages: the user's path, or the shipped file's.
  public var file: String {
    switch self {
    case .file(let path): path
    case .shipped(let name): "Clusters/\(name).yaml"
    }
  }
}
