import Quantities

/// The link between the GPUs of a scale-up domain.
public struct ScaleUpLink: Sendable, Hashable {
  /// The topology of the links.
  public enum Wiring: String, Sendable, Hashable, CaseIterable {
    /// Through switches: any pair has the full bandwidth.
    case switched
    /// A link for each pair: a group of n GPUs has n − 1 links.
    case mesh
    /// A link to each neighbour in two or three dimensions.
    case torus
  }

  /// "NVLink5", "Infinity Fabric".
  public let name: String
  /// Bandwidth per GPU, one way, to all peers together.
  public var bandwidth: Bandwidth
  /// Bandwidth per GPU, one way, to one peer.
  public var bandwidthPerPeer: Bandwidth
  /// Whether a pair gets the bandwidth of one link or of all.
  public let wiring: Wiring
  /// Latency from GPU to GPU.
  public let latency: Seconds
  /// Links of a GPU, as drivers count them ("NV18"); `nil` where it is not known, or the link is a bus.
  public let links: Int?
  /// GPUs that a bridge joins at most; `nil` for what boards and racks join.
  public let mostGPUs: Int?

  public init(
    name: String, bandwidth: Bandwidth, bandwidthPerPeer: Bandwidth, wiring: Wiring, latency: Seconds,
    links: Int? = nil, mostGPUs: Int? = nil
  ) {
    self.links = links
    self.mostGPUs = mostGPUs
    self.name = name
    self.bandwidth = bandwidth
    self.bandwidthPerPeer = bandwidthPerPeer
    self.wiring = wiring
    self.latency = latency
  }

  /// Bandwidth of one link, one way; `nil` where their number is not known.
  public var bandwidthPerLink: Bandwidth? { links.map { bandwidth / Double($0) } }

  /// Bandwidth per GPU, one way, to the others of a group of `gpus`.
  public func bandwidth(among gpus: Int) -> Bandwidth {
    switch wiring {
    case .switched: bandwidth
    case .mesh: Swift.min(bandwidth, Double(Swift.max(1, gpus - 1)) * bandwidthPerPeer)
    case .torus: Swift.min(bandwidth, Double(linksInsideBlock(of: gpus)) * bandwidthPerPeer)
    }
  }

  /// Links that the worst-placed GPU of a block in a torus has into the block: one for each dimension in which the block
  /// is longer than one. Wrap-around links are not counted, because a slice of a torus does not have them.
  private func linksInsideBlock(of gpus: Int) -> Int {
    let dimensions = Int(Swift.min(64, bandwidth / bandwidthPerPeer / 2).rounded())
    let doublings = Swift.max(2, gpus).bitWidth - 1 - Swift.max(2, gpus).leadingZeroBitCount
    return Swift.max(1, Swift.min(dimensions, doublings))
  }
}
