import Formats
import FoundationEssentials
import Quantities

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
      text: text, cluster: cluster, notes: (merged.notes + pools.flatMap(\.notes)).map(ClusterYAML.clean))
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

/// What a user says about a cluster beside the files.
public struct ImportOptions: Sendable {
  /// What makes a scale-up domain.
  public enum Domain: String, Sendable, CaseIterable {
    /// A node by itself.
    case node
    /// What sources call a block, a clique or a domain.
    case block
    /// The parts of domains that topograph labels.
    case subdomain = "sub-domain"
    /// The nodes below one leaf switch.
    case leaf
  }

  /// What the cluster is called.
  public var name: String
  /// An identifier of the catalogue for all GPUs; `nil` goes by the sources.
  public var accelerator: String?
  /// GPUs of each node; `nil` goes by the sources.
  public var gpusPerNode: Int?
  /// How many nodes there are of a machine that a source describes without a name; `nil` is one.
  public var nodeCount: Int?
  /// Of each GPU to others out of its domain, one way; `nil` goes by the sources and the shipped clusters.
  public var scaleOut: Bandwidth?
  /// From GPU to GPU across any tier; `nil` goes by the shipped clusters.
  public var scaleOutLatency: Seconds?
  /// What makes a scale-up domain; `nil` goes by the sources and the accelerator.
  public var domain: Domain?
  /// Which topology of a topology.yaml to read; `nil` is the default one.
  public var topology: String?
  /// Nodes to leave out, as a list of hosts such as "login[1-2],fm01".
  public var excluded: String?
  /// Columns of a table of GPUs without a header.
  public var columns: [String]?

  public init(name: String) { self.name = name }
}

/// A cluster as it was imported.
public struct ImportedCluster: Sendable {
  /// The file, in the format `cluster/1`.
  public let text: String
  /// The same, read back.
  public let cluster: Cluster
  /// What an operator should know, each a sentence without an end mark. They stand in the file too.
  public let notes: [String]
}
