import ExpertMaps
import Plans

/// Judges maps of one layer on the counts as recorded.
struct LayerJudge {
  /// Planned on first, then held out.
  private let problem: ExpertProblem
  private let tokens: [[Double]]
  private let heldOutCount: Int

  init(scenarios: [[Double]], heldOut: [[Double]], target: PlacementTarget) {
    tokens = scenarios
    heldOutCount = heldOut.count
    problem = ExpertProblem(tokens: scenarios + heldOut, ranks: target.ranks, redundant: target.redundant)
  }

  /// In each scenario.
  func balances(_ map: ExpertMap) -> [Double] { tokens.indices.map { balance(map, $0) } }

  /// On each held-out load.
  func heldOut(_ map: ExpertMap) -> [Double] { (0..<heldOutCount).map { balance(map, tokens.count + $0) } }

  private func balance(_ map: ExpertMap, _ index: Int) -> Double { 1 / map.time(of: problem, scenario: index) }

  /// In the worst scenario, where tokens take the nearest copy; `nil` where that is the same: without copies to choose from,
  /// and in a single domain, where what a rank keeps of its own is what others do not send it.
  func localityBalance(_ map: ExpertMap) -> Double? {
    let domains = problem.ranks.map(\.domain)
    guard problem.mostCopies > problem.expertCount, Set(domains).count > 1 else { return nil }
    let times = tokens.indices.map { scenario in
      zip(map.rankLoadsByLocality(problem.popularity[scenario], domains: domains), problem.ranks)
        .reduce(0) { max($0, $1.0 / $1.1.speed) }
    }
    return times.max().map { 1 / $0 }
  }

  /// The GPUs with the most and the least to do in the scenario with the worst balance.
  func ends(_ map: ExpertMap) -> (hottest: LayerPlacement.BusyGPU, coolest: LayerPlacement.BusyGPU) {
    let balances = balances(map)
    let worst = balances.indices.min { (balances[$0], $0) < (balances[$1], $1) } ?? 0
    let loads = map.rankLoads(tokens[worst])
    let times = zip(loads, problem.ranks).map { $0 / $1.speed }
    let order = times.indices.sorted { (times[$1], $0) < (times[$0], $1) }
    func busy(_ gpu: Int) -> LayerPlacement.BusyGPU { .init(gpu: gpu, tokens: loads[gpu]) }
    return (busy(order[0]), busy(order[order.count - 1]))
  }

  /// Experts all of whose copies lie in the failure domain whose loss takes most; `nil` where there is only one.
  func mostExpertsLost(_ map: ExpertMap) -> Int? {
    guard Set(problem.ranks.map(\.failureDomain)).count > 1 else { return nil }
    var domains = [Set<Int>](repeating: [], count: problem.expertCount)
    for (rank, held) in map.ranks.enumerated() {
      for expert in held { domains[expert].insert(problem.ranks[rank].failureDomain) }
    }
    let alone = domains.compactMap { $0.count == 1 ? $0.first : nil }
    return Dictionary(alone.map { ($0, 1) }, uniquingKeysWith: +).values.max() ?? 0
  }
}
