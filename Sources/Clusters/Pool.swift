import Quantities

/// Racks of one kind of hardware. GPUs of a pool are numbered from 0 in the order rack, node, index.
public struct Pool: Sendable, Hashable {
  /// Differs from that of any other pool of the cluster.
  public let name: String
  /// The accelerator of every GPU of the pool.
  public var accelerator: Accelerator
  /// The number of racks, at least 1.
  public var racks: Int
  /// Machines, or compute trays, in a rack.
  public var nodesPerRack: Int
  /// GPUs in a machine.
  public let gpusPerNode: Int
  /// GPUs of one scale-up domain: those of a node, of a rack, or of a part of it.
  public var gpusPerDomain: Int
  /// The scale-up link of this cluster: the accelerator's own, unless the file overrides it.
  public var scaleUp: ScaleUpLink
  /// The tiers from the lowest to the highest; the last one spans the pool. May be empty where the pool is one domain;
  /// if it is not, its tier describes the network cards, though no traffic inside the pool crosses it.
  public var tiers: [ScaleOutTier]
  /// Names of nodes in order; empty where unknown.
  public var hosts: [String]
  /// Numbers of GPUs that may not be used, ascending.
  public var unavailable: [Int]
  /// The price of the file, else of the accelerator; `nil` where neither gives one.
  public var price: GPUPrice?
  /// The sources of the figures of the cluster's file: "tiers[0].bandwidth" → source.
  public let sources: [String: FigureSource]
  /// Numbers that the driver gives the GPUs of each node, in the order of the pool, where links join others than
  /// neighbours; empty where the orders are the same.
  public var devices: [Int] = []

  public init(
    name: String, accelerator: Accelerator, racks: Int, nodesPerRack: Int, gpusPerNode: Int, gpusPerDomain: Int,
    scaleUp: ScaleUpLink, tiers: [ScaleOutTier], hosts: [String], unavailable: [Int], price: GPUPrice?,
    sources: [String: FigureSource]
  ) {
    self.name = name
    self.accelerator = accelerator
    self.racks = racks
    self.nodesPerRack = nodesPerRack
    self.gpusPerNode = gpusPerNode
    self.gpusPerDomain = gpusPerDomain
    self.scaleUp = scaleUp
    self.tiers = tiers
    self.hosts = hosts
    self.unavailable = unavailable
    self.price = price
    self.sources = sources
  }

  /// The pool without its names and sources: pools that are alike in it hold the same layouts at the same speed and price.
  public var unnamed: Pool {
    Pool(
      name: "", accelerator: accelerator, racks: racks, nodesPerRack: nodesPerRack, gpusPerNode: gpusPerNode,
      gpusPerDomain: gpusPerDomain, scaleUp: scaleUp, tiers: tiers, hosts: [], unavailable: unavailable, price: price,
      sources: [:])
  }

  /// The driver's number of a GPU of a node.
  /// - Parameter index: Its place in the node, from 0.
  public func device(at index: Int) -> Int { devices.isEmpty ? index : devices[index] }

  /// GPUs of one rack.
  public var gpusPerRack: Int { nodesPerRack * gpusPerNode }
  /// Machines of all racks.
  public var nodeCount: Int { racks * nodesPerRack }
  /// The number of GPUs, including unavailable ones.
  public var gpuCount: Int { racks * gpusPerRack }
  /// Scale-up domains.
  public var domainCount: Int { gpuCount / gpusPerDomain }
}

/// The machines that a model is laid out on: one or more pools of racks.
public struct Cluster: Sendable, Hashable {
  /// "gb200-nvl72-8-racks".
  public let name: String
  /// The file or catalogue entry that was read.
  public let file: String
  /// A sentence for people.
  public let description: String
  /// The pools, at least one, with different names.
  public var pools: [Pool]
  /// The network between pools; `nil` where there is one pool, or pools that do not talk to each other.
  public var interconnect: ScaleOutTier?
  /// The sources of the figures of `interconnect`: "interconnect.latency" → source.
  public let sources: [String: FigureSource]

  public init(
    name: String, file: String, description: String, pools: [Pool], interconnect: ScaleOutTier? = nil,
    sources: [String: FigureSource] = [:]
  ) {
    self.name = name
    self.file = file
    self.description = description
    self.pools = pools
    self.interconnect = interconnect
    self.sources = sources
  }

  /// The number of GPUs, including unavailable ones.
  public var gpuCount: Int { pools.reduce(0) { $0 + $1.gpuCount } }
}
