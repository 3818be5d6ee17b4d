import Optimization

/// The columns of a class of domains: how its domains are filled.
struct DomainColumns: Sendable {
  let pool: Int
  let domains: DomainClass
  let graph: FillingGraph
  /// Domains that take each arc of the graph.
  let arcs: [Variable]
  /// Domains that end at each of its nodes.
  let ends: [Variable]
}
