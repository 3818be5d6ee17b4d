import Quantities

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

  /// - Parameter name: What the cluster is called.
  public init(name: String) { self.name = name }
}
