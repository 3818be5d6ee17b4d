import Clusters
import Plans
import Quantities

/// The domains of every pool with the workers that they hold. Neighbours that look alike share a line.
struct ClusterDomainMap {
  let plan: ClusterPlan
  let cluster: Cluster
  private static let mostLines = 12

  func write(to page: inout Page) {
    page.gap()
    for pool in cluster.pools {
      let workers = plan.placement.workers.filter { plan.composition.workers[$0.kind].pool == pool.name }
      let used = workers.reduce(0) { $0 + plan.composition.workers[$1.kind].gpus }
      let out = pool.unavailable.isEmpty ? "" : ", \(pool.unavailable.count) unavailable"
      page.titled(
        "Placement",
        "pool \(pool.name): \(Numerals.grouped(used)) GPUs used, "
          + "\(Numerals.grouped(pool.availableGPUCount - used)) idle\(out)")
      page.rows(
        runs(pool, workers).map { run in
          "\(label(run.domains, pool).padding(to: 19)) [\(bar(run.content, pool))] \(words(run.content))"
        }, most: Self.mostLines, rest: "lines more (--json has every GPU)")
    }
  }

  /// How the map calls a kind.
  static func letter(_ index: Int) -> Character {
    let letters = Array("abcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return letters[index % letters.count]
  }

  /// GPUs of each kind in a domain, in the order in which they lie there.
  private struct Content: Hashable {
    let pieces: [Piece]
    let unavailable: Int

    struct Piece: Hashable {
      let kind: Int
      let gpus: Int
    }
  }

  private func runs(_ pool: Pool, _ workers: [PlacedWorker]) -> [(domains: ClosedRange<Int>, content: Content)] {
    var pieces: [Int: [(first: Int, piece: Content.Piece)]] = [:]
    for worker in workers {
      let perDomain = plan.composition.workers[worker.kind].gpusPerDomain
      for domain in worker.domains {
        let first = worker.gpus.first { $0[1] / pool.gpusPerDomain >= domain }?[0] ?? 0
        pieces[domain, default: []].append((first, .init(kind: worker.kind, gpus: perDomain)))
      }
    }
    var runs: [(domains: ClosedRange<Int>, content: Content)] = []
    let available = pool.availableGPUsPerDomain
    for domain in 0..<pool.domainCount {
      let sorted = (pieces[domain] ?? []).sorted { ($0.first, $0.piece.kind) < ($1.first, $1.piece.kind) }
      let content = Content(pieces: sorted.map(\.piece), unavailable: pool.gpusPerDomain - available[domain])
      if let last = runs.last, last.content == content {
        runs[runs.count - 1].domains = last.domains.lowerBound...domain
      } else {
        runs.append((domain...domain, content))
      }
    }
    return runs
  }

  private func label(_ domains: ClosedRange<Int>, _ pool: Pool) -> String {
    let name = pool.domainNoun
    guard domains.count > 1 else {
      let host = name == "node" && domains.lowerBound < pool.hosts.count ? " (\(pool.hosts[domains.lowerBound]))" : ""
      return "\(name) \(domains.lowerBound)\(host)"
    }
    return "\(name)s \(domains.lowerBound)-\(domains.upperBound), each"
  }

  private func bar(_ content: Content, _ pool: Pool) -> String {
    let size = Double(pool.gpusPerDomain)
    let pieces = content.pieces.map { (letter: Self.letter($0.kind), share: Double($0.gpus) / size) }
    let idle = pool.gpusPerDomain - content.unavailable - content.pieces.reduce(0) { $0 + $1.gpus }
    return Page.bar(
      pieces + [(".", Double(idle) / size), ("x", Double(content.unavailable) / size)],
      width: min(36, pool.gpusPerDomain))
  }

  private func words(_ content: Content) -> String {
    guard !content.pieces.isEmpty else {
      return content.unavailable > 0 ? "\(content.unavailable) unavailable" : "idle"
    }
    var counts: [(piece: Content.Piece, count: Int)] = []
    for piece in content.pieces {
      if let index = counts.firstIndex(where: { $0.piece == piece }) {
        counts[index].count += 1
      } else {
        counts.append((piece, 1))
      }
    }
    let parts = counts.map { "\($0.count) \(Self.letter($0.piece.kind)) × \($0.piece.gpus)" }
    let out = content.unavailable > 0 ? ["\(content.unavailable) unavailable"] : []
    return (parts + out).joined(separator: ", ")
  }
}
