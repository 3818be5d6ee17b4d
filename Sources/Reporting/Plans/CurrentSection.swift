import Clusters
import Differences
import Plans
import Quantities

/// What must be loaded where another plan runs, by the computation of `layline diff`.
public struct CurrentSection: Sendable {
  private let difference: PlanDifference
  /// Workers that lost no GPU, and of those the ones that stay where they are; `nil` where other workers are wanted anyhow.
  private let stays: (able: Int, staying: Int)?
  /// The shares of caches that stay in a scale-up domain before and after; `nil` where these are no fewer.
  private let farther: (before: Double, after: Double)?

  /// - Parameters:
  ///   - before: The plan that runs.
  ///   - after: The plan that is to run, numbered after it.
  ///   - cluster: Of the latter.
  public init(_ before: ComparedPlan<Plan>, _ after: ComparedPlan<Plan>, on cluster: Cluster) {
    difference = PlanDifferencer(before: before, after: after).difference
    let plans = [before, after].map { plan in
      plan.document.workers.flatMap { kind in
        Dictionary(grouping: kind.placement.gpus, by: \.replica).values.map {
          Place(pool: kind.layout.pool, gpus: Set($0.map(\.gpu)))
        }
      }
    }
    farther = nil
    stays = Self.isSameKinds(before.document, after.document) ? Self.stays(plans[0], plans[1], cluster) : nil
  }

  public init(_ before: ComparedPlan<ClusterPlan>, _ after: ComparedPlan<ClusterPlan>, on cluster: Cluster) {
    difference = ClusterPlanDifferencer(before: before, after: after).difference
    let plans = [before, after].map { plan in
      plan.document.placement.workers.compactMap { worker -> Place? in
        let kinds = plan.document.composition.workers
        guard kinds.indices.contains(worker.kind) else { return nil }
        return Place(pool: kinds[worker.kind].pool, gpus: Set(PlacedWorker.numbers(worker.gpus)))
      }
    }
    let isSame = (difference.workers ?? []).allSatisfy { $0.before == $0.after }
    stays = isSame ? Self.stays(plans[0], plans[1], cluster) : nil
    let shares = [before, after].map { Self.nearShare($0.document) }
    farther = shares[1] < shares[0] - 1e-6 ? (shares[0], shares[1]) : nil
  }

  /// The share of handed over caches that stay in a scale-up domain.
  private static func nearShare(_ plan: ClusterPlan) -> Double {
    let transfers = plan.placement.transfers
    let near = transfers.reduce(0) { sum, transfer in
      sum + transfer.requestsPerSecond * (transfer.levels.first { $0.level == "scale-up" }?.share ?? 0)
    }
    return near / max(1e-12, transfers.reduce(0) { $0 + $1.requestsPerSecond })
  }

  private struct Place: Hashable {
    let pool: String
    let gpus: Set<Int>
  }

  private static func isSameKinds(_ before: Plan, _ after: Plan) -> Bool {
    before.workers.count == after.workers.count
      && zip(before.workers, after.workers).allSatisfy {
        $0.layout.pool == $1.layout.pool && $0.layout.stages == $1.layout.stages
          && $0.layout.replicas == $1.layout.replicas
      }
  }

  private static func stays(_ before: [Place], _ after: [Place], _ cluster: Cluster) -> (able: Int, staying: Int) {
    let lost = Dictionary(
      cluster.pools.map { ($0.name, Set($0.unavailable)) }, uniquingKeysWith: { first, _ in first })
    let able = before.count { place in lost[place.pool].map { $0.isDisjoint(with: place.gpus) } ?? false }
    return (min(able, after.count), Set(before).intersection(after).count)
  }

  func write(to page: inout Page) {
    page.section("Moves", "from \(difference.before.reference): \(moves)")
    if let composition { page.row(composition) }
    if let farther {
      page.row(
        "of the KV caches \(Numerals.percent(farther.after, decimals: 1)) stay in a scale-up domain, "
          + "\(Numerals.percent(farther.before, decimals: 1)) in \(difference.before.reference)")
    }
    if let stays, stays.staying < stays.able {
      page.row(
        "\(stays.staying) of \(Numerals.count(stays.able, "worker")) that lost no GPU stay: beside all of them the others "
          + "find no room that is as good")
    }
  }

  /// "4 GPUs load 117 GB; all else stays".
  private var moves: String {
    guard let weights = difference.weights else {
      return "bytes to load cannot be told: \(difference.weightsUnknown ?? "no weights are known")"
    }
    let loading = weights.gpus.count { $0.fromStorage > 0 || !$0.received.isEmpty }
    guard loading > 0 else { return "nothing is loaded; every GPU holds what it needs" }
    let changed = difference.gpus?.changed.reduce(0) { $0 + $1.count } ?? 0
    let rest =
      changed == 0
      ? "all else stays" : "\(Bytes(weights.kept)) of \(Bytes(weights.held)) are in place"
    return "\(Numerals.count(loading, "GPU")) load\(loading == 1 ? "s" : "") \(Bytes(weights.lacking)); \(rest)"
  }

  /// What workers there are instead of those that run; `nil` where they are the same.
  private var composition: String? {
    if let workers = difference.workers {
      let other = workers.filter { $0.before != $0.after }.map { kind in
        "\(kind.after) instead of \(kind.before) \(kind.role.rawValue) \(kind.layout)"
      }
      return other.isEmpty ? nil : "the best has other workers: \(other.joined(separator: ", "))"
    }
    let other = (difference.layouts ?? []).filter { change in
      change.before?.stages != change.after?.stages || change.before?.replicas != change.after?.replicas
        || change.before?.pool != change.after?.pool
    }
    guard !other.isEmpty else { return nil }
    let texts = other.map { "\($0.after?.sentence ?? "none") instead of \($0.before?.sentence ?? "none")" }
    return "the best has other replicas: \(texts.joined(separator: "; and "))"
  }
}
