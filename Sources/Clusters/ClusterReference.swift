import Formats
import FoundationEssentials

/// A cluster as a user names it: a file, one that ships with the product, or a few words that describe it.
public enum ClusterReference: Sendable, Hashable {
  /// A path as the user wrote it.
  case file(String)
  /// The name of a shipped cluster: "gb200-nvl72-8-racks".
  case shipped(String)
  /// "8x8 H200-SXM", of which a file is made.
  case quick(QuickCluster)

  /// An existing file wins; else the name of a shipped cluster, or a quick one.
  /// - Throws: `Diagnostic` "missing-file" for what looks like a path, "unknown-cluster" for any other name, and the faults of
  ///   a quick cluster, also where its count is left open.
  public init(_ written: String) throws {
    if InputDocument.isThere(written) {
      self = .file(written)
    } else if ShippedClusters.bytes(of: written) != nil {
      self = .shipped(written)
    } else if written.contains("/") || [".yaml", ".yml", ".json"].contains(where: written.hasSuffix) {
      throw Diagnostic(
        id: .missingFile, file: written, found: "no such file", expected: "a cluster file",
        advice: InputDocument.adviceOnMissing(written))
    } else if let quick = try QuickCluster(parsing: written) {
      // What cannot be written as a file is refused at once.
      _ = try quick.text()
      self = .quick(quick)
    } else {
      throw Diagnostic(
        id: .unknownCluster, file: written, found: "neither a file nor a cluster that ships with the product",
        expected: "a cluster file, a name of layline cluster list, or words such as \"8x8 H200-SXM\"",
        advice: NearestNames.advice(written, among: ShippedClusters.names))
    }
  }

  /// The bytes of the file, from which digests are computed.
  /// - Throws: `Diagnostic` where the file cannot be read.
  public func contents() throws -> Data {
    switch self {
    case .file(let path): return try InputDocument.bytes(ofFile: path)
    case .shipped(let name):
      guard let bytes = ShippedClusters.bytes(of: name) else {
        throw Diagnostic(id: .unknownCluster, file: name, found: "no such shipped cluster", expected: "a known name")
      }
      return Data(bytes)
    case .quick(let cluster): return Data(try cluster.text().utf8)
    }
  }

  /// The cluster.
  /// - Throws: `Diagnostic` with file, line and key for anything that is not as the format asks.
  public func read() throws -> Cluster { try Cluster(parsing: contents(), file: file) }

  /// The file in messages: the user's path, the shipped file's, or the words.
  public var file: String {
    switch self {
    case .file(let path): path
    case .shipped(let name): "Clusters/\(name).yaml"
    case .quick(let cluster): cluster.name
    }
  }
}

/// The files of the folder `Clusters`, which are built into the product.
public enum ShippedClusters {
  private static let files: [(name: String, bytes: [UInt8])] = [
    ("blackboard", PackageResources.blackboard_yaml),
    ("deepseek-h800-2048", PackageResources.deepseek_h800_2048_yaml),
    ("dgx-h100-superpod-1-su", PackageResources.dgx_h100_superpod_1_su_yaml),
    ("dgx-h100-superpod-4-su", PackageResources.dgx_h100_superpod_4_su_yaml),
    ("gb200-nvl72-1-rack", PackageResources.gb200_nvl72_1_rack_yaml),
    ("gb200-nvl72-2-racks", PackageResources.gb200_nvl72_2_racks_yaml),
    ("gb200-nvl72-8-racks", PackageResources.gb200_nvl72_8_racks_yaml),
    ("gb300-nvl72-8-racks", PackageResources.gb300_nvl72_8_racks_yaml),
    ("hgx-b200", PackageResources.hgx_b200_yaml),
    ("hgx-h100", PackageResources.hgx_h100_yaml),
    ("hgx-h200", PackageResources.hgx_h200_yaml),
    ("hgx-h200-4-nodes", PackageResources.hgx_h200_4_nodes_yaml),
    ("llama3-roce-24576", PackageResources.llama3_roce_24576_yaml),
    ("mi300x-4-nodes", PackageResources.mi300x_4_nodes_yaml),
    ("mixed-gb200-h200", PackageResources.mixed_gb200_h200_yaml),
    ("rubin-nvl72", PackageResources.rubin_nvl72_yaml),
  ]

  /// The names, in order.
  public static var names: [String] { files.map(\.name) }

  /// The text of a file; `nil` for a name that is not shipped.
  public static func bytes(of name: String) -> [UInt8]? { files.first { $0.name == name }?.bytes }
}

/// The JSON Schemas of files that describe hardware, built into the product.
public enum TopologySchemas {
  /// The schema of cluster files.
  public static var cluster: [UInt8] { PackageResources.cluster_schema_json }
  /// The schema of catalogue files.
  public static var accelerators: [UInt8] { PackageResources.accelerators_schema_json }
}
