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
        + "\(Numerals.count(pool.gpusPerNode, "GPU")), \(Numerals.grouped(used)) GPUs used, "
        + "\(Numerals.grouped(pool.availableGPUCount - used)) idle")
    page.rows(
      runs.map { "\(label($0.domains).padding(to: 16)) \(row($0))" }, most: Self.mostLines,
      rest: "lines more (--json has every GPU)")
  }

  private var used: Int { kinds.reduce(0) { $0 + plan.workers[$1].placement.gpus.count } }

  /// The kinds of workers in the pool.
  private var kinds: [Int] { plan.workers.indices.filter { plan.workers[$0].layout.pool == pool.name } }

  private struct Piece: Hashable {
    let kind: Int
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
    var byDomain: [Int: [Piece]] = [:]
    for kind in kinds {
      for (domain, gpus) in Dictionary(grouping: plan.workers[kind].placement.gpus, by: \.domain) {
        byDomain[domain, default: []] += pieces(gpus, kind: kind)
      }
    }
    var runs: [Run] = []
    for domain in 0..<pool.domainCount {
      let pieces = byDomain[domain] ?? []
      let unavailable = pool.gpusPerDomain - pool.availableGPUs(inDomain: domain).count
      let first = Dictionary(pieces.map { ($0.kind, $0.replica) }, uniquingKeysWith: { first, _ in first })
      let content = Content(
        pieces: pieces.map {
          Piece(kind: $0.kind, replica: $0.replica - (first[$0.kind] ?? 0), stage: $0.stage, gpus: $0.gpus)
        },
        idle: pool.gpusPerDomain - pieces.reduce(0) { $0 + $1.gpus } - unavailable, unavailable: unavailable)
      if let last = runs.last, last.content == content {
        runs[runs.count - 1].domains = last.domains.lowerBound...domain
      } else {
        runs.append(Run(domains: domain...domain, content: content, pieces: pieces))
      }
    }
    return runs
  }

  private func pieces(_ gpus: [PlacedGPU], kind: Int) -> [Piece] {
    var pieces: [Piece] = []
    for gpu in gpus {
      if let last = pieces.last, last.replica == gpu.replica, last.stage == gpu.stage {
        pieces[pieces.count - 1] = Piece(kind: kind, replica: last.replica, stage: last.stage, gpus: last.gpus + 1)
      } else {
        pieces.append(Piece(kind: kind, replica: gpu.replica, stage: gpu.stage, gpus: 1))
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
      let stages = plan.workers[piece.kind].layout.stages
      let layers = stages[piece.stage]
      let stage = stages.count > 1 ? " stage \(piece.stage) (layers \(layers.firstLayer)-\(layers.lastLayer))" : ""
      let letter = plan.workers.count > 1 ? KindLetter.letter(piece.kind) : ""
      return "replica \(letter)\(piece.replica)\(stage) × \(piece.gpus)"
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
      let letter = plan.workers.count > 1 ? KindLetter.letter(piece.kind) : String(index % 36, radix: 36)
      return (letter.first ?? "?", Double(piece.gpus) / size)
    }
    let rest: [(letter: Character, share: Double)] = [
      (".", Double(run.content.idle) / size), ("x", Double(run.content.unavailable) / size),
    ]
    return Page.bar(pieces + rest, width: min(36, pool.gpusPerDomain))
  }
}
