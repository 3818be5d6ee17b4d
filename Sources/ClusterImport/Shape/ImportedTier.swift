import Quantities
import Topology

/// A level of the network above the domains, as it is written into the file.
struct ImportedTier: Sendable {
  /// A figure, and where it is from.
  struct Figure<Value: Sendable>: Sendable {
    let value: Value
    let source: FigureSource
  }

  let name: String
  /// Places for nodes below one group; `nil` for the network between pools.
  let nodes: Int?
  /// Of each GPU, one way.
  let bandwidth: Figure<Bandwidth>
  let oversubscription: Figure<Double>
  let latency: Figure<Seconds>
}
