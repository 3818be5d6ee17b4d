import Optimization

extension CompositionProgram {
  /// That the pieces of all workers fit the domains.
  mutating func addPacking() {
    for (pool, domains) in problem.pools.enumerated() {
      let members = types.indices.filter { problem.types[types[$0]].pool == pool }
      let sizes = members.map { problem.types[types[$0]].footprint.gpusPerDomain }
      let chain = SizeChain(sizes, capacity: domains.map(\.freeGPUs).max() ?? 0)
      let columns = domains.indices.map { addClass(pool, $0, domains[$0], chain) }
      classes += columns
      func pieces(_ index: Int) -> (count: Double, size: Int) {
        let footprint = problem.types[types[index]].footprint
        return (Double(footprint.domains), footprint.gpusPerDomain)
      }
      for size in chain.rest {
        let wanted = members.filter { pieces($0).size == size }.map { pieces($0).count * counts[$0] }
        let taken = columns.flatMap { column in
          zip(column.graph.arcs, column.arcs).filter { $0.0.size == size }.map { -1 * $0.1 }
        }
        program.addConstraint("pieces_\(pool)_\(size)", wanted + taken, .atMost, 0)
      }
      for size in chain.chain {
        let wanted = members.filter { pieces($0).size >= size && chain.chain.contains(pieces($0).size) }
          .map { (pieces($0).count * Double(pieces($0).size / size)) * counts[$0] }
        let room = columns.flatMap { column in
          zip(column.graph.nodes, column.ends).compactMap { taken, end -> Term? in
            let places = (column.domains.freeGPUs - taken) / size
            return places > 0 ? -Double(places) * end : nil
          }
        }
        program.addConstraint("room_\(pool)_\(size)", wanted + room, .atMost, 0)
      }
    }
  }

  private mutating func addClass(_ pool: Int, _ index: Int, _ domains: DomainClass, _ chain: SizeChain) -> DomainColumns
  {
    let graph = FillingGraph(sizes: chain.rest, capacity: domains.freeGPUs)
    let name = "\(pool)_\(index)"
    let most = Double(domains.count)
    let arcs = graph.arcs.map {
      program.addVariable("fill_\(name)_\($0.from)_\($0.size)", lower: 0, upper: most, kind: .integer)
    }
    let ends = graph.nodes.map { program.addVariable("end_\(name)_\($0)", lower: 0, upper: most, kind: .integer) }
    for (node, end) in zip(graph.nodes, ends) {
      let out = zip(graph.arcs, arcs).filter { $0.0.from == node }.map { 1 * $0.1 }
      let into = zip(graph.arcs, arcs).filter { $0.0.from + $0.0.size == node }.map { -1 * $0.1 }
      program.addConstraint("flow_\(name)_\(node)", [1 * end] + out + into, .equal, node == 0 ? most : 0)
    }
    return DomainColumns(pool: pool, domains: domains, graph: graph, arcs: arcs, ends: ends)
  }
}
