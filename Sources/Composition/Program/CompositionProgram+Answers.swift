import Optimization

extension CompositionProgram {
  /// The values of an answer for another target: what is served is set to all that is kept up with.
  func incumbent(_ solution: Solution, for target: CompositionTarget) -> [Double]? {
    let workers = WorkerCounts(counts(in: solution), of: problem)
    var values = solution.values
    for (line, rate) in workers.servedOnLines.enumerated() {
      values[served[line].index] = rate / scale(ofLine: line)
    }
    values[ratio.index] = workers.ratio(problem.demands) / ratioScale
    for (line, lost) in losses.enumerated() {
      func least(prefill: Bool) -> Double {
        problem.loss?.least(workers.counts, of: problem, line: line, prefill: prefill) ?? 0
      }
      values[lost.prefill.index] = least(prefill: true) / scale(ofLine: line)
      values[lost.decode.index] = least(prefill: false) / scale(ofLine: line)
    }
    let found = Solution(values: values, of: program(for: target))
    return found.feasibility.isFeasible() ? found.values : nil
  }

  /// Counts for every type of the problem.
  func counts(in solution: Solution) -> [Int] {
    var all = problem.types.map { _ in 0 }
    for (variable, index) in zip(counts, types) { all[index] = Int(solution[variable].rounded()) }
    return all
  }

  /// For each pool what its domains hold, following the paths that the flows are made of.
  func domains(in solution: Solution) -> [[DomainContents]] {
    problem.pools.indices.map { pool in
      classes.filter { $0.pool == pool }.flatMap { contents(of: $0, in: solution) }
    }
  }

  private func contents(of column: DomainColumns, in solution: Solution) -> [DomainContents] {
    var flows = column.arcs.map { Int(solution[$0].rounded()) }
    var ends = column.ends.map { Int(solution[$0].rounded()) }
    var found: [[Int]: Int] = [:]
    while let path = nextPath(column.graph, flows, ends) {
      let count = min(path.arcs.map { flows[$0] }.min() ?? .max, ends[path.end])
      for arc in path.arcs { flows[arc] -= count }
      ends[path.end] -= count
      found[path.arcs.map { column.graph.arcs[$0].size }, default: 0] += count
    }
    return found.sorted { $1.key.lexicographicallyPrecedes($0.key) }.map {
      DomainContents(freeGPUs: column.domains.freeGPUs, pieces: $0.key.sorted(by: >), count: $0.value)
    }
  }

  /// A path from 0 along arcs that still carry something; stops where something ends.
  private func nextPath(_ graph: FillingGraph, _ flows: [Int], _ ends: [Int]) -> (arcs: [Int], end: Int)? {
    var node = 0
    var arcs: [Int] = []
    while true {
      if let next = graph.arcs.indices.first(where: { graph.arcs[$0].from == node && flows[$0] > 0 }) {
        arcs.append(next)
        node = graph.arcs[next].from + graph.arcs[next].size
        continue
      }
      guard let end = graph.nodes.firstIndex(of: node), ends[end] > 0 else { return nil }
      return (arcs, end)
    }
  }
}
