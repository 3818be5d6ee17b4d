/// Where a node stands, by one way of saying so.
struct NodePlace: Sendable {
  /// Who says it, and as what: "blocks of topology.conf". Names are compared within one scheme only.
  let scheme: String
  /// Names of what the node stands in, from the narrowest to the widest: switches, or the one scale-up domain.
  let names: [String]
  let origin: Origin
}
