import Clusters
import Differences
import Models
import Plans
import Quantities
import Verification

/// What is left of a plan after its worst GPU, node or rack is lost: at once, when every worker that has a GPU in it stops,
/// and after those are started again on GPUs that are free.
struct FailureSection {
  /// Workers of a plan, for all that matters to failures.
  private struct Worker {
    let kind: Int
    let poolIndex: Int
    let gpus: [Int]
    /// Whether the levels between its domains are part of its price.
    let isOrdered: Bool
    /// Bytes of weights that a rank holds; `nil` where unknown.
    let bytes: (_ rank: Int) -> Double?
  }

  private let cluster: Cluster
  private let workers: [Worker]
  private let noun: String
  /// What workers of each kind serve, to be compared.
  private let worth: (_ counts: [Int]) -> Double
  private let text: (_ counts: [Int]) -> String
  /// What all serve, for people; empty where the text says so.
  private let whole: String

  /// Of units that take as much at once so many are looked at.
  private static let mostRestarts = 64

  /// Weights are those of the fullest GPU of a stage.
  init(_ plan: Plan, cluster: Cluster) {
    self.cluster = cluster
    noun = "replica"
    workers = plan.workers.enumerated().flatMap { index, kind -> [Worker] in
      let poolIndex = cluster.pools.firstIndex { $0.name == kind.layout.pool } ?? 0
      let bytes = zip(kind.layout.stages, kind.prediction.stages).flatMap { stage, predicted in
        Array(
          repeating: predicted.memory.weights + predicted.memory.experts + (predicted.memory.redundantExperts ?? 0),
          count: stage.gpus)
      }
      return Dictionary(grouping: kind.placement.gpus, by: \.replica).sorted { $0.key < $1.key }.map { _, gpus in
        Worker(kind: index, poolIndex: poolIndex, gpus: gpus.map(\.gpu), isOrdered: kind.layout.stages.count > 1) {
          bytes.indices.contains($0) ? bytes[$0] : nil
        }
      }
    }
    let rates = plan.workers.map(\.prediction.tokensPerSecondPerReplica)
    func tokens(_ counts: [Int]) -> Double { zip(rates, counts).reduce(0) { $0 + $1.0 * Double($1.1) } }
    worth = tokens
    let all = plan.workers.reduce(0) { $0 + $1.layout.replicas }
    text = { counts in
      let left = counts.reduce(0, +)
      guard left > 0 else { return "nothing" }
      return "\(Numerals.grouped(left)) of \(Numerals.count(all, "replica")), "
        + "\(Numerals.grouped(rounding: tokens(counts))) tokens/s"
    }
    whole = ""
  }

  /// - Parameter models: What was read of the models, in their order; none where a table of workers had the rates.
  init(_ plan: ClusterPlan, cluster: Cluster, models: [ModelArchitecture]) {
    self.cluster = cluster
    noun = "worker"
    let held = HeldBytes(plan, cluster: cluster, models: models)
    workers = plan.placement.workers.map { worker in
      let kind = plan.composition.workers[worker.kind]
      let bytes = held.byRank(ofKind: worker.kind)
      return Worker(
        kind: worker.kind, poolIndex: cluster.pools.firstIndex { $0.name == kind.pool } ?? 0,
        gpus: PlacedWorker.numbers(worker.gpus), isOrdered: false
      ) { bytes?[$0] }
    }
    let service = ClusterService(plan: plan, cluster: cluster)
    let demands = plan.inputs.models.map { $0.requestsPerSecond ?? 1 }
    worth = { counts in zip(service.served(counts), demands).map { $0 / $1 }.min() ?? 0 }
    func rates(_ counts: [Int]) -> String {
      service.served(counts).map { Numerals.significant($0, digits: 4) }.joined(separator: " and ")
    }
    text = rates
    whole = " of \(rates(service.all)) requests/s"
  }

  func write(to page: inout Page) {
    guard !workers.isEmpty else { return }
    page.section("Failures", "left at once, and after what stops is restarted on free GPUs")
    var rows: [(units: [String], left: String)] = []
    for (unit, name) in [(SpareRule.Unit.gpu, "GPU"), (.node, "node"), (.rack, "rack")] {
      let left = left(after: unit)
      if rows.last?.left == left {
        rows[rows.count - 1].units.append(name)
      } else {
        rows.append(([name], left))
      }
    }
    page.rows(rows.map { "without the worst \($0.units.joined(separator: ", or ")): \($0.left)" })
  }

  /// "at once 2.42 of 3.42 requests/s; after restarting 1 of 2 workers (117 GB to load) 3.42".
  private func left(after unit: SpareRule.Unit) -> String {
    let (atOnce, restart) = worst(unit)
    let now = "at once \(text(atOnce))\(whole)"
    let stopped = total - atOnce.reduce(0, +)
    guard restart.workers > 0 else { return "\(now); no room to restart" }
    let bytes = restart.bytes.map { " (\(Bytes($0)) to load)" } ?? ""
    return
      "\(now); after restarting \(restart.workers) of \(Numerals.count(stopped, noun))\(bytes) \(text(restart.counts))"
  }

  private var total: Int { workers.count }
  private var kindCount: Int { (workers.map(\.kind).max() ?? -1) + 1 }
  private var counts: [Int] {
    workers.reduce(into: Array(repeating: 0, count: kindCount)) { $0[$1.kind] += 1 }
  }

  /// What restarts, and the numbers of workers of each kind then.
  private struct Restart {
    var workers = 0
    var bytes: Double? = 0
    var counts: [Int]
  }

  /// The numbers of workers that are left after the unit that takes most at once; of several the one after which fewest
  /// restart.
  private func worst(_ unit: SpareRule.Unit) -> (atOnce: [Int], restart: Restart) {
    let all = counts
    var stopped: [Place: [Int]] = [:]
    for (index, worker) in workers.enumerated() {
      let size = Self.size(unit, cluster.pools[worker.poolIndex])
      let numbers = Set(worker.gpus.map { $0 / size })
      // To a worker its GPUs are alike.
      for number in unit == .gpu ? Set([numbers.min() ?? 0]) : numbers {
        stopped[Place(pool: worker.poolIndex, number: number), default: []].append(index)
      }
    }
    var known: [[Int]: Double] = [:]
    let losses = stopped.sorted { $0.key < $1.key }.map {
      place, lost -> (place: Place, lost: [Int], left: [Int], worth: Double) in
      let left = lost.reduce(into: all) { $0[workers[$1].kind] -= 1 }
      let worth = known[left] ?? worth(left)
      known[left] = worth
      return (place, lost, left, worth)
    }
    let least = losses.map(\.worth).min() ?? 0
    let keepers = cluster.pools.indices.map { PlaceKeeper(cluster.pools[$0], free: idle($0)) }
    let worst = losses.filter { $0.worth <= least * (1 + 1e-12) }.prefix(Self.mostRestarts).map { loss in
      (left: loss.left, restart: restart(loss.lost, left: loss.left, without: loss.place, unit, idle: keepers))
    }
    let result = worst.min {
      (worth($0.restart.counts), -($0.restart.bytes ?? 0)) < (worth($1.restart.counts), -($1.restart.bytes ?? 0))
    }
    return result.map { ($0.left, $0.restart) } ?? (all, Restart(counts: all))
  }

  /// A unit that can fail.
  private struct Place: Hashable, Comparable {
    let pool, number: Int

    static func < (left: Self, right: Self) -> Bool { (left.pool, left.number) < (right.pool, right.number) }
  }

  private static func size(_ unit: SpareRule.Unit, _ pool: Pool) -> Int {
    switch unit {
    case .gpu: 1
    case .node: pool.gpusPerNode
    case .rack: pool.gpusPerRack
    }
  }

  /// GPUs of a pool that may be used and that no worker has.
  private func idle(_ poolIndex: Int) -> [Int] {
    let pool = cluster.pools[poolIndex]
    let used = Set(workers.filter { $0.poolIndex == poolIndex }.flatMap(\.gpus)).union(pool.unavailable)
    return (0..<pool.gpuCount).filter { !used.contains($0) }
  }

  /// The largest first, each on the GPUs that it has left and as few others as can be.
  private func restart(
    _ lost: [Int], left: [Int], without place: Place, _ unit: SpareRule.Unit, idle: [PlaceKeeper]
  ) -> Restart {
    let size = Self.size(unit, cluster.pools[place.pool])
    let gone = place.number * size..<(place.number + 1) * size
    var result = Restart(counts: left)
    var keepers = idle
    for worker in lost.map({ workers[$0] }) { keepers[worker.poolIndex].release(worker.gpus) }
    keepers[place.pool].withdraw(gone)
    let order = lost.sorted { (-workers[$0].gpus.count, $0) < (-workers[$1].gpus.count, $1) }
    for worker in order.map({ workers[$0] }) {
      let running = RunningWorker(gpus: worker.gpus, in: cluster.pools[worker.poolIndex], isOrdered: worker.isOrdered)
      guard let gpus = keepers[worker.poolIndex].mended(running) else { continue }
      result.workers += 1
      result.counts[worker.kind] += 1
      for (rank, gpu) in gpus.enumerated() where gpu != worker.gpus[rank] {
        result.bytes = result.bytes.flatMap { sum in worker.bytes(rank).map { sum + $0 } }
      }
    }
    return result
  }
}
