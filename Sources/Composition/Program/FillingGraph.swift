/// The ways to fill a domain with pieces of sizes outside of the chain, as paths of a graph: a node is the number of
/// GPUs taken, an arc a piece, the largest first. (Valério de Carvalho's arc-flow: as strong as listing all fillings, and
/// small.)
struct FillingGraph: Sendable, Equatable {
  struct Arc: Sendable, Equatable {
    let from: Int
    let size: Int
  }

  let arcs: [Arc]
  /// Numbers of GPUs that a filling can take, ascending; the first is 0.
  let nodes: [Int]

  /// - Parameters:
  ///   - sizes: Descending.
  ///   - capacity: Free GPUs of the domain.
  init(sizes: [Int], capacity: Int) {
    var reached: Set<Int> = [0]
    var arcs: [Arc] = []
    for size in sizes {
      var frontier = reached.sorted()
      while let from = frontier.first {
        frontier.removeFirst()
        guard from + size <= capacity else { continue }
        arcs.append(Arc(from: from, size: size))
        if reached.insert(from + size).inserted {
          frontier.append(from + size)
          frontier.sort()
        }
      }
    }
    self.arcs = arcs
    nodes = reached.sorted()
  }
}
