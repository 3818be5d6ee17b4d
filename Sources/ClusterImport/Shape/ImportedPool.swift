/// Nodes of one kind, as they are written into the file.
struct ImportedPool: Sendable {
  let name: String
  let accelerator: String
  let gpusPerNode: Int
  let nodesPerRack: Int
  /// Whether a rack is a scale-up domain; a node is one otherwise.
  let domainIsRack: Bool
  /// What a rack of the file is in the sources.
  let rackIs: String
  /// From the lowest to the highest.
  let tiers: [ImportedTier]
  /// In the order of places; `nil` where no node stands.
  let places: [GPUNode?]
  /// What an operator should know, each a sentence without an end mark.
  let notes: [String]

  var racks: Int { places.count / nodesPerRack }
}
