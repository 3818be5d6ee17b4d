import Clusters
import Formats
import Foundation
import Quantities
import Testing

/// Imports of texts, as the command line makes them of files.
enum Imported {
  /// - Parameter files: Names with texts; kinds are told as from files.
  static func cluster(
    _ files: [(String, String)], kind: SourceKind? = nil, _ change: (inout ImportOptions) -> Void = { _ in }
  ) throws -> ImportedCluster {
    var options = ImportOptions(name: "test")
    change(&options)
    let sources = try files.map { try SourceFile(file: $0.0, bytes: Data($0.1.utf8), kind: kind) }
    return try ClusterImporter(options).cluster(from: sources)
  }

  /// The one pool of such an import.
  static func pool(
    _ files: [(String, String)], _ change: (inout ImportOptions) -> Void = { _ in }
  ) throws -> Pool {
    let pools = try cluster(files, change).cluster.pools
    try #require(pools.count == 1)
    return pools[0]
  }

  /// What is wrong with such files; `nil` where they are imported.
  static func fault(
    _ files: [(String, String)], kind: SourceKind? = nil, _ change: (inout ImportOptions) -> Void = { _ in }
  ) throws -> Diagnostic? {
    do {
      _ = try cluster(files, kind: kind, change)
      return nil
    } catch let fault as Diagnostic { return fault }
  }

  /// H200 nodes of eight, which shipped clusters have.
  static func h200(_ options: inout ImportOptions) {
    options.accelerator = "H200-SXM"
    options.gpusPerNode = 8
  }

  /// GB200 trays of four, which shipped clusters have in racks of 18.
  static func gb200(_ options: inout ImportOptions) {
    options.accelerator = "GB200-NVL72"
    options.gpusPerNode = 4
  }
}
