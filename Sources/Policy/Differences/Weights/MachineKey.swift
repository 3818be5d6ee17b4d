import Plans
import Topology

/// A GPU by what stays the same where numbers shift: the name of its node, or its place.
struct MachineKey: Hashable, Sendable {
  let pool: String
  let place: String

  init(_ placed: PlacedGPU, pool: String) {
    self.pool = pool
    place = placed.host.map { "\($0), gpu \(placed.index)" } ?? Self.place(placed.rack, placed.node, placed.index)
  }

  init(_ location: GPULocation, pool: String) {
    self.pool = pool
    place = location.host == nil ? Self.place(location.rack, location.node, location.index) : location.name
  }

  /// Where the cluster cannot be read.
  init(number: Int, pool: String) {
    self.pool = pool
    place = "number \(number)"
  }

  private static func place(_ rack: Int, _ node: Int, _ index: Int) -> String {
    "rack \(rack), node \(node), gpu \(index)"
  }
}
