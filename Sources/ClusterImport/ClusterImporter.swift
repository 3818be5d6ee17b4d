import Foundation
import Inputs
import Topology

/// Makes a cluster's file from what already describes the cluster.
public struct ClusterImporter {
  private let options: ImportOptions

  /// - Parameter options: What the user says beside the files.
  public init(_ options: ImportOptions) { self.options = options }

  /// - Parameter sources: At least one; what two of them say differently is a fault.
  /// - Returns: A file in the format `cluster/1`, which `Cluster` reads.
  /// - Throws: `Diagnostic` that names file and line, or the flag that says what no file does.
  public func cluster(from sources: [SourceFile]) throws -> ImportedCluster {
    guard !sources.isEmpty else {
      throw Diagnostic(id: "missing-value", file: "command line", found: "no file", expected: "at least one")
    }
    let facts = try sources.map(read)
    let merged = try FactMerger(options).merge(facts)
    let pools = try PoolBuilder(options, merged).pools()
    let text = ClusterText(options: options, sources: sources, facts: merged, pools: pools).text
    let cluster = try Cluster(parsing: Data(text.utf8), file: "the imported cluster")
    return ImportedCluster(
      text: text, cluster: cluster, notes: (merged.notes + pools.flatMap(\.notes)).map(YAMLText.clean))
  }

  private func read(_ source: SourceFile) throws -> SourceFacts {
    switch source.kind {
    case .slurmTopology: try SlurmTopologyReader(source: source).facts()
    case .slurmTopologyYAML: try SlurmTopologyYAMLReader(source: source, chosen: options.topology).facts()
    case .slurmConfiguration: try SlurmConfigurationReader(source: source).facts()
    case .slurmGres: try SlurmGresReader(source: source).facts()
    case .kubernetesNodes: try KubernetesNodesReader(source: source).facts()
    case .topographGraph: try TopographGraphReader(source: source).facts()
    case .topographModel: try TopographModelReader(source: source).facts()
    case .gpuMatrix: try TopologyMatrixReader(source: source).facts()
    case .gpuQuery: try GPUQueryReader(source: source, columns: options.columns).facts()
    case .collectiveTopology: try CollectiveTopologyReader(source: source).facts()
    case .fabricDump: try FabricDumpReader(source: source).facts()
    }
  }
}
