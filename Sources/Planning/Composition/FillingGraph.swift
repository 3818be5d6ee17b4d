import Optimization

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

/// What one solve of the composition program is after.
struct CompositionTarget: Sendable, Equatable {
  /// What is made as good as possible.
  enum Best: Sendable, Equatable {
    /// The smallest served/demand, as large as possible.
    case ratio
    /// All requests per second together, as many as possible.
    case total
    /// The cost, as small as possible.
    case cost
  }

  let best: Best
  /// For each model at least so many requests/s.
  var served: [Double] = []
  /// At most this cost.
  var costLimit: Double?
}

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
