/// The machines that a model is laid out on: one or more pools of racks.
public struct Cluster: Sendable, Hashable {
  /// "gb200-nvl72-8-racks".
  public let name: String
  /// The file or catalogue entry that was read.
  public let file: String
  /// A sentence for people.
  public let description: String
  /// At least one; names differ.
  public var pools: [Pool]
  /// The network between pools; `nil` where there is one pool, or pools that do not talk to each other.
  public var interconnect: ScaleOutTier?
  /// Where the figures of `interconnect` were read: "interconnect.latency" → source.
  public let sources: [String: FigureSource]

  /// - Parameters: As the properties of the same names.
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

  /// All GPUs, unavailable ones included.
  public var gpuCount: Int { pools.reduce(0) { $0 + $1.gpuCount } }
}
