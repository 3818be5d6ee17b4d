import Clusters
import Plans
import Testing
@testable import Planning

/// The most that replicas make of a small pool together, by trying every way to put them into its domains.
struct ReplicaOracle {
  private let kinds: [(used: [Int], tokensPerSecond: Double)]
  private let free: [Int]
  private var known: [State: Double] = [:]

  /// Where nothing is proved, what depends on which GPUs of a domain other replicas leave may be missed.
  private static let missed = 0.1

  private struct State: Hashable {
    let kind: Int
    let free: [Int]
    let gpus: Int
  }

  /// - Parameters:
  ///   - kinds: By the GPUs that a replica takes of each domain the most output tokens per second.
  ///   - pool: With one level of network between its domains.
  init(_ kinds: [[Int]: Double], pool: Pool) {
    self.kinds = kinds.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
    free = pool.availableGPUsPerDomain
  }

  /// The most output tokens per second of so many GPUs.
  mutating func most(gpus: Int) -> Double { most(State(kind: 0, free: free.sorted(), gpus: gpus)) }

  /// The fewest GPUs that serve a demand; `nil` where all do not.
  mutating func fewestGPUs(serving demand: Double, limit: Int) -> Int? {
    (1...max(1, min(limit, free.reduce(0, +)))).first { most(gpus: $0) >= demand }
  }

  private mutating func most(_ state: State) -> Double {
    guard state.kind < kinds.count else { return 0 }
    if let answer = known[state] { return answer }
    let kind = kinds[state.kind]
    let gpus = kind.used.reduce(0, +)
    var best = most(State(kind: state.kind + 1, free: state.free, gpus: state.gpus))
    if gpus <= state.gpus {
      for left in Self.places(kind.used[...], in: state.free, taken: []) {
        let next = State(kind: state.kind, free: left.sorted(), gpus: state.gpus - gpus)
        best = max(best, kind.tokensPerSecond + most(next))
      }
    }
    known[state] = best
    return best
  }

  /// What is left in every way to take GPUs of as many domains.
  private static func places(_ used: ArraySlice<Int>, in free: [Int], taken: Set<Int>) -> Set<[Int]> {
    guard let first = used.first else { return [free.sorted()] }
    return free.indices.reduce(into: []) { found, domain in
      guard !taken.contains(domain), free[domain] >= first else { return }
      var left = free
      left[domain] -= first
      found.formUnion(places(used.dropFirst(), in: left, taken: taken.union([domain])))
    }
  }
}

extension ReplicaOracle {
  /// Replicas of any kinds side by side: as good as the best of all ways to put them together.
  static func compare(_ request: PlanRequest, _ every: LayoutOracle, _ name: Comment) throws {
    var oracle = ReplicaOracle(every.tokensPerSecond, pool: request.cluster.pools[0])
    let limit = request.goal.gpuLimit ?? .max
    let best: Double?
    if request.goal.objective == .gpus {
      best = oracle.fewestGPUs(serving: request.goal.tokensPerSecond ?? 0, limit: limit).map(Double.init)
    } else {
      let most = oracle.most(gpus: min(limit, request.cluster.pools[0].availableGPUCount))
      best = most > 0 ? 1 / most : nil
    }
    let result = try HonestPlan.result(request, name)
    guard let best else {
      if case .plan(let plan) = result { Issue.record("\(name): a plan for \(plan.certificate.objective) of nothing") }
      return
    }
    guard case .plan(let plan) = result else {
      Issue.record("\(name): refused, though \(best) is reached")
      return
    }
    let certificate = plan.certificate
    #expect(certificate.objective >= best * (1 - 1e-9), "\(name): better than every composition")
    #expect(certificate.bound <= best * (1 + 1e-9), "\(name): the bound cuts the best composition off")
    let tolerance = certificate.status == .proved ? request.goal.tolerance : Self.missed
    #expect(
      certificate.objective <= best / (1 - tolerance) * (1 + 1e-9),
      "\(name): \(certificate.objective) where \(best) is there")
  }
}
