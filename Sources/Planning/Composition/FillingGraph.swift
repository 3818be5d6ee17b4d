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
    var isReached = Array(repeating: false, count: capacity + 1)
    isReached[0] = true
    var arcs: [Arc] = []
    for size in sizes where size <= capacity {
      // Ascending, so that a node which this size reaches is left by it as well.
      for from in 0...capacity - size where isReached[from] {
        arcs.append(Arc(from: from, size: size))
        isReached[from + size] = true
      }
    }
    self.arcs = arcs
    nodes = isReached.indices.filter { isReached[$0] }
  }
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

extension CompositionProgram {
  /// That the pieces of all workers fit the domains.
  ///
  /// Where domains are too large for filling graphs, the pieces are counted: for each size no more of it than the domains
  /// have room for, a larger piece being as many as it could be cut into, and no more GPUs than there are. Every packing
  /// keeps to that; for one domain, it is enough. Several domains hold whatever comes, in any order, if as many GPUs of
  /// each are left open as the largest piece has, less one (`CompositionProblem.leavesRoom`).
  mutating func addPacking() {
    for (pool, domains) in problem.pools.enumerated() {
      let members = types.indices.filter { problem.types[types[$0]].pool == pool }
      let sizes = members.flatMap { Set(problem.types[types[$0]].footprint.pieces) }
      let isCounted = problem.isCounted(pool)
      let chain =
        isCounted ? SizeChain(counting: sizes) : SizeChain(sizes, capacity: domains.map(\.freeGPUs).max() ?? 0)
      let columns = domains.indices.map { addClass(pool, "\(pool)_\($0)", domains[$0], chain) }
      classes += columns
      let footprints = types.map { problem.types[$0].footprint }
      addPieces("\(pool)", members, chain, columns) { footprints[$0].pieces }
      guard isCounted, problem.leavesRoom, let largest = sizes.max() else { continue }
      let used = members.map { Double(problem.types[types[$0]].footprint.gpus) * counts[$0] }
      let room = domains.reduce(0) { $0 + $1.count * max(0, $1.freeGPUs - largest + 1) }
      program.addConstraint("open_\(pool)", used, .atMost, Double(room))
    }
  }

  /// - Parameter pieces: The sizes of what a worker of a member takes.
  mutating func addPieces(
    _ name: String, _ members: [Int], _ chain: SizeChain, _ columns: [DomainColumns], _ pieces: (Int) -> [Int]
  ) {
    /// What a worker takes of a kind of piece, where it takes any.
    func taken(_ member: Int, _ count: (Int) -> Int) -> Term? {
      let all = pieces(member).reduce(0) { $0 + count($1) }
      return all > 0 ? Double(all) * counts[member] : nil
    }
    for size in chain.rest {
      let wanted = members.compactMap { taken($0) { $0 == size ? 1 : 0 } }
      let taken = columns.flatMap { column in
        zip(column.graph.arcs, column.arcs).filter { $0.0.size == size }.map { -1 * $0.1 }
      }
      program.addConstraint("pieces_\(name)_\(size)", wanted + taken, .atMost, 0)
    }
    for size in chain.chain {
      let wanted = members.compactMap {
        taken($0) { $0 >= size && chain.chain.contains($0) ? $0 / size : 0 }
      }
      let room = columns.flatMap { column in
        zip(column.graph.nodes, column.ends).compactMap { taken, end -> Term? in
          let places = (column.domains.freeGPUs - taken) / size
          return places > 0 ? -Double(places) * end : nil
        }
      }
      program.addConstraint("room_\(name)_\(size)", wanted + room, .atMost, 0)
    }
  }

  mutating func addClass(_ pool: Int, _ name: String, _ domains: DomainClass, _ chain: SizeChain) -> DomainColumns {
    let graph = FillingGraph(sizes: chain.rest, capacity: domains.freeGPUs)
    let most = Double(domains.count)
    let arcs = graph.arcs.map {
      program.addVariable("fill_\(name)_\($0.from)_\($0.size)", lower: 0, upper: most, kind: .integer)
    }
    let ends = graph.nodes.map { program.addVariable("end_\(name)_\($0)", lower: 0, upper: most, kind: .integer) }
    let out = Dictionary(grouping: zip(graph.arcs, arcs), by: \.0.from)
    let into = Dictionary(grouping: zip(graph.arcs, arcs)) { $0.0.from + $0.0.size }
    for (node, end) in zip(graph.nodes, ends) {
      let flow = (out[node] ?? []).map { 1 * $0.1 } + (into[node] ?? []).map { -1 * $0.1 }
      program.addConstraint("flow_\(name)_\(node)", [1 * end] + flow, .equal, node == 0 ? most : 0)
    }
    return DomainColumns(pool: pool, domains: domains, graph: graph, arcs: arcs, ends: ends)
  }
}

extension CompositionProblem {
  /// Whether the pieces of a pool are counted only, its domains being too large to tell their fillings apart.
  func isCounted(_ pool: Int) -> Bool {
    pools[pool].reduce(0) { $0 + $1.freeGPUs } > mostFillings
  }
}

/// Sizes of pieces, divided into a chain in which each divides the next, and the rest.
///
/// Pieces of a chain can be packed by counting alone: placed from the largest to the smallest, each fits wherever there is
/// room, whatever was chosen before. Only the rest needs to be told which pieces share a domain.
struct SizeChain: Sendable, Equatable {
  /// Ascending; each divides the next, unless all sizes are counted.
  let chain: [Int]
  /// Descending.
  let rest: [Int]

  /// Takes the chain that leaves the least to be told: small sizes make for many combinations.
  /// - Parameters:
  ///   - sizes: GPUs of the pieces.
  ///   - capacity: GPUs of the largest domain.
  init(_ sizes: [Int], capacity: Int) {
    let sizes = Set(sizes).sorted()
    var best: [(weight: Int, previous: Int?)] = []
    for (index, size) in sizes.enumerated() {
      let before = (0..<index).filter { size % sizes[$0] == 0 }.max { (best[$0].weight, $1) < (best[$1].weight, $0) }
      best.append((weight: capacity / size + (before.map { best[$0].weight } ?? 0), previous: before))
    }
    var chain: [Int] = []
    var next = best.indices.max { (best[$0].weight, $1) < (best[$1].weight, $0) }
    while let index = next {
      chain.append(sizes[index])
      next = best[index].previous
    }
    self.chain = chain.reversed()
    rest = sizes.filter { !chain.contains($0) }.reversed()
  }

  /// Counts pieces of all sizes, and tells of none which share a domain.
  init(counting sizes: [Int]) {
    chain = Set(sizes + [1]).sorted()
    rest = []
  }
}
