import Clusters
import Plans
import Quantities

/// What is left of a plan at once after the worst GPU, node or rack is lost: every replica that has a GPU in it stops.
struct FailureSection {
  let plan: Plan

  func write(to page: inout Page) {
    let units: [(name: String, key: (PlacedGPU) -> [Int])] = [
      ("GPU", { [$0.gpu] }), ("node", { [$0.rack, $0.node] }), ("rack", { [$0.rack] }),
    ]
    page.section("Failures", "left at once, before anything starts again")
    var rows: [(units: [String], left: String)] = []
    for unit in units {
      let left = left(after: unit.key)
      if rows.last?.left == left {
        rows[rows.count - 1].units.append(unit.name)
      } else {
        rows.append(([unit.name], left))
      }
    }
    page.rows(rows.map { "without the worst \($0.units.joined(separator: ", or ")): \($0.left)" })
  }

  /// "7 of 8 replicas, 2,452,928 tokens/s".
  private func left(after key: (PlacedGPU) -> [Int]) -> String {
    let losses = plan.workers.enumerated().reduce(into: [Place: Loss]()) { losses, kind in
      let workers = kind.element
      for gpu in workers.placement.gpus {
        let place = Place(pool: workers.layout.pool, unit: key(gpu))
        losses[place, default: Loss()].add(
          replica: Replica(kind: kind.offset, number: gpu.replica), workers.prediction.tokensPerSecondPerReplica)
      }
    }
    let worst = losses.values.max { ($0.tokensPerSecond, $0.replicas.count) < ($1.tokensPerSecond, $1.replicas.count) }
    let replicas = plan.workers.reduce(0) { $0 + $1.layout.replicas }
    let left = replicas - (worst?.replicas.count ?? 0)
    guard left > 0 else { return "nothing" }
    let tokens = max(0, plan.total.tokensPerSecond - (worst?.tokensPerSecond ?? 0))
    return "\(Numerals.grouped(left)) of \(Numerals.count(replicas, "replica")), "
      + "\(Numerals.grouped(rounding: tokens)) tokens/s"
  }

  /// A unit that can fail.
  private struct Place: Hashable {
    let pool: String
    let unit: [Int]
  }

  private struct Replica: Hashable {
    let kind: Int
    let number: Int
  }

  /// What stops with a unit.
  private struct Loss {
    private(set) var replicas: Set<Replica> = []
    private(set) var tokensPerSecond = 0.0

    mutating func add(replica: Replica, _ rate: Double) {
      if replicas.insert(replica).inserted { tokensPerSecond += rate }
    }
  }
}
