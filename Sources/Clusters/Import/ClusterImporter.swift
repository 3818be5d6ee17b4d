import Formats
import FoundationEssentials
import Quantities

/// Converts files that describe a cluster into a cluster file.
public struct ClusterImporter {
  private let options: ImportOptions

  /// - Parameter options: The user's statements beyond the files.
  public init(_ options: ImportOptions) { self.options = options }

  /// - Parameter sources: The files, at least one. A contradiction between two of them is a fault.
  /// - Returns: A file in the format `cluster/1`, which `Cluster` reads.
  /// - Throws: `Diagnostic` with file and line, or with the flag for a figure that no file gives.
  public func cluster(from sources: [SourceFile]) throws -> ImportedCluster {
    guard !sources.isEmpty else {
      throw Diagnostic(id: .missingValue, file: "command line", found: "no file", expected: "at least one")
    }
    let merged = try FactMerger(options: options).merge(facts(sources))
    let pools = try PoolBuilder(options: options, facts: merged).pools()
    let text = ClusterText(options: options, sources: sources, facts: merged, pools: pools).text
    let cluster = try Cluster(parsing: Data(text.utf8), file: "the imported cluster")
    return ImportedCluster(
      text: text, cluster: cluster, notes: (merged.notes + pools.flatMap(\.notes)).map(ClusterYAML.clean))
  }

  private func facts(_ sources: [SourceFile]) throws -> [SourceFacts] {
    let facts = try sources.map(read)
    let dumps = sources.indices.filter { sources[$0].kind == .fabricDump }
    guard dumps.count > 1 else { return facts }
    let narrow = NarrowFabrics.narrow(dumps.map { (sources[$0].file, facts[$0]) })
    let left = Set(narrow.left.map { dumps[$0] })
    var kept = facts.indices.filter { !left.contains($0) }.map { facts[$0] }
    kept[0].notes += narrow.notes
    return kept
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

/// The user's statements about a cluster beyond the files.
public struct ImportOptions: Sendable {
  /// The group of GPUs that forms a scale-up domain.
  public enum Domain: String, Sendable, CaseIterable {
    /// A node by itself.
    case node
    /// The block, clique or domain of the sources.
    case block
    /// The parts of domains that topograph labels.
    case subdomain = "sub-domain"
    /// The nodes below one leaf switch.
    case leaf
  }

  public var name: String
  /// An identifier of the catalogue for all GPUs; `nil` goes by the sources.
  public var accelerator: String?
  /// GPUs of each node; `nil` goes by the sources.
  public var gpusPerNode: Int?
  /// The number of nodes of a machine that a source describes without a name; `nil` means one.
  public var nodeCount: Int?
  /// Bandwidth per GPU to the others of its node, one way, over whatever the sources say; `nil` goes by them.
  public var scaleUp: Bandwidth?
  /// Whether switches without a common one are joined by a level that no source has.
  public var joinsFabrics = false
  /// Bandwidth per GPU to GPUs outside of its domain, one way; `nil` takes it from the sources and the shipped
  /// clusters.
  public var scaleOut: Bandwidth?
  /// Latency from GPU to GPU across any tier; `nil` takes it from the shipped clusters.
  public var scaleOutLatency: Seconds?
  /// The group that forms a scale-up domain; `nil` takes it from the sources and the accelerator.
  public var domain: Domain?
  /// The topology to read from a topology.yaml; `nil` is the default one.
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
  /// The cluster, read back from the text.
  public let cluster: Cluster
  /// Notes for the operator, each a sentence without a full stop. The file contains them too.
  public let notes: [String]
}
