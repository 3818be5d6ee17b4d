import Clusters
import Plans
import Quantities

/// Racks and domains with the replicas and stages that they hold. Domains that look alike share a line.
struct PlacementMap {
  let plan: Plan
  let pool: Pool
  private static let mostLines = 12

  func write(to page: inout Page) {
    page.section(
      "Placement",
      "pool \(pool.name): \(Numerals.count(pool.racks, "rack")) × \(Numerals.count(pool.nodesPerRack, "node")) × "
        + "\(Numerals.count(pool.gpusPerNode, "GPU")), \(plan.placement.gpus.count) GPUs used, "
        + "\(plan.placement.idleGPUs) idle")
    page.rows(
      runs.map { "\(label($0.domains).padding(to: 16)) \(row($0))" }, most: Self.mostLines,
      rest: "lines more (--json has every GPU)")
  }

  private struct Piece: Hashable {
    let replica: Int
    let stage: Int
    let gpus: Int
  }

  /// Neighbouring domains that hold the same.
  private struct Run {
    var domains: ClosedRange<Int>
    let content: Content
    /// Of the first of them, with the numbers that its replicas have.
    let pieces: [Piece]
  }

  /// What a domain holds, replicas counted from the domain's first, so that domains with the same work compare equal.
  private struct Content: Hashable {
    let pieces: [Piece]
    let idle: Int
    let unavailable: Int
  }

  private var runs: [Run] {
    let byDomain = Dictionary(grouping: plan.placement.gpus, by: \.domain)
    var runs: [Run] = []
    for domain in 0..<pool.domainCount {
      let pieces = pieces(byDomain[domain] ?? [])
      let unavailable = pool.gpusPerDomain - pool.availableGPUs(inDomain: domain).count
      let first = pieces.first?.replica ?? 0
      let content = Content(
        pieces: pieces.map { Piece(replica: $0.replica - first, stage: $0.stage, gpus: $0.gpus) },
        idle: pool.gpusPerDomain - pieces.reduce(0) { $0 + $1.gpus } - unavailable, unavailable: unavailable)
      if let last = runs.last, last.content == content {
        runs[runs.count - 1].domains = last.domains.lowerBound...domain
      } else {
        runs.append(Run(domains: domain...domain, content: content, pieces: pieces))
      }
    }
    return runs
  }

  private func pieces(_ gpus: [PlacedGPU]) -> [Piece] {
    var pieces: [Piece] = []
    for gpu in gpus {
      if let last = pieces.last, last.replica == gpu.replica, last.stage == gpu.stage {
        pieces[pieces.count - 1] = Piece(replica: last.replica, stage: last.stage, gpus: last.gpus + 1)
      } else {
        pieces.append(Piece(replica: gpu.replica, stage: gpu.stage, gpus: 1))
      }
    }
    return pieces
  }

  private func label(_ domains: ClosedRange<Int>) -> String {
    let name = pool.domainNoun
    guard domains.count > 1 else { return "\(name) \(domains.lowerBound)" }
    return "\(name)s \(domains.lowerBound)-\(domains.upperBound), each"
  }

  private func row(_ run: Run) -> String {
    let words = run.pieces.prefix(6).map { piece in
      let layers = plan.layout.stages[piece.stage]
      let stage =
        plan.layout.stages.count > 1 ? " stage \(piece.stage) (layers \(layers.firstLayer)-\(layers.lastLayer))" : ""
      return "replica \(piece.replica)\(stage) × \(piece.gpus)"
    }
    let more = run.pieces.count > words.count ? ["and \(run.pieces.count - words.count) more"] : []
    let onwards = run.domains.count > 1 && !words.isEmpty ? " in the first, then on in order" : ""
    let unavailable = run.content.unavailable > 0 ? ["x \(run.content.unavailable) unavailable"] : []
    let text = words.isEmpty ? "idle" : (words + more).joined(separator: ", ") + onwards
    return "[\(bar(run))] " + ([text] + unavailable).joined(separator: ", ")
  }

  private func bar(_ run: Run) -> String {
    let size = Double(pool.gpusPerDomain)
    let pieces = run.pieces.map { piece -> (letter: Character, share: Double) in
      let index = plan.layout.stages.count > 1 ? piece.stage : piece.replica
      return (Character(String(index % 36, radix: 36)), Double(piece.gpus) / size)
    }
    let rest: [(letter: Character, share: Double)] = [
      (".", Double(run.content.idle) / size), ("x", Double(run.content.unavailable) / size),
    ]
    return Page.bar(pieces + rest, width: min(36, pool.gpusPerDomain))
  }
}
