import Clusters
import Foundation
import Quantities
import Reporting

/// Every kind of file that a cluster is imported from, each by itself.
enum ClusterImportFuzzing {
  static let readers = SourceKind.allCases.map { kind in
    FuzzedReader("import-\(kind.rawValue)", seeds: SeedTexts.importSources(kind)) { bytes, number in
      let source = try SourceFile(file: "input", bytes: Data(bytes), kind: kind)
      let imported = try ClusterImporter(options(for: kind)).cluster(from: [source])
      guard imported.cluster.gpuCount <= 4096 else { return }
      _ = ClusterReport(imported.cluster).description
      guard number % 8 == 0 else { return }
      let again = try ClusterImporter(options(for: kind)).cluster(from: [source])
      guard again.text == imported.text else { throw Rejected(description: "two texts from one source") }
    }
  }

  /// What a user would say beside such a file.
  private static func options(for kind: SourceKind) -> ImportOptions {
    var options = ImportOptions(name: "fuzzed")
    options.scaleOut = Bandwidth(50e9)
    options.scaleOutLatency = Seconds(3e-6)
    switch kind {
    case .slurmTopology, .slurmTopologyYAML, .topographGraph, .topographModel, .fabricDump:
      options.accelerator = "H200-SXM"
      options.gpusPerNode = 8
    case .gpuMatrix: options.accelerator = "H200-SXM"
    default: break
    }
    return options
  }
}
