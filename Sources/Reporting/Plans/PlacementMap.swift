import Plans
import Quantities
import Topology

/// Racks and domains with the replicas and stages that they hold. Domains that look alike share a line.
struct PlacementMap {
  private let plan: Plan
  private let pool: Pool
  private static let mostLines = 12

  init(_ plan: Plan, pool: Pool) {
    self.plan = plan
    self.pool = pool
  }

  var text: String {
    let lines = runs.map { "            \(label($0.domains).padding(to: 16)) \(row($0.content))" }
    let shown = lines.prefix(Self.mostLines)
    let more =
      lines.count > shown.count
      ? ["            and \(lines.count - shown.count) lines more (--json has every GPU)"] : []
    return
      ([
        "Placement   pool \(pool.name): \(pool.racks) racks × \(pool.nodesPerRack) nodes × \(pool.gpusPerNode) GPUs, "
          + "\(plan.placement.gpus.count) GPUs used, \(plan.placement.idleGPUs) idle"
      ] + shown + more)
      .joined(separator: "\n")
  }

  private struct Piece: Hashable {
    let replica: Int
    let stage: Int
    let gpus: Int
  }

  /// What a domain holds, replicas counted from the domain's first, so that domains with the same work compare equal.
  private struct Content: Hashable {
    let pieces: [Piece]
    let idle: Int
    let unavailable: Int
  }

  private var runs: [(domains: ClosedRange<Int>, content: [Piece], idle: Int, unavailable: Int)] {
    let byDomain = Dictionary(grouping: plan.placement.gpus, by: \.domain)
    var runs: [(domains: ClosedRange<Int>, key: Content, content: [Piece], idle: Int, unavailable: Int)] = []
    for domain in 0..<pool.domainCount {
      let pieces = pieces(byDomain[domain] ?? [])
      let used = pieces.reduce(0) { $0 + $1.gpus }
      let unavailable = pool.gpusPerDomain - pool.availableGPUs(inDomain: domain).count
      let first = pieces.first?.replica ?? 0
      let key = Content(
        pieces: pieces.map { Piece(replica: $0.replica - first, stage: $0.stage, gpus: $0.gpus) },
        idle: pool.gpusPerDomain - used - unavailable, unavailable: unavailable)
      if let last = runs.last, last.key == key {
        runs[runs.count - 1].domains = last.domains.lowerBound...domain
      } else {
        runs.append((domain...domain, key, pieces, key.idle, unavailable))
      }
    }
    return runs.map { ($0.domains, $0.content, $0.idle, $0.unavailable) }
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
    let name =
      pool.gpusPerDomain == pool.gpusPerRack ? "rack" : pool.gpusPerDomain == pool.gpusPerNode ? "node" : "domain"
    guard domains.count > 1 else { return "\(name) \(domains.lowerBound)" }
    return "\(name)s \(domains.lowerBound)-\(domains.upperBound), each"
  }

  private func row(_ pieces: [Piece]) -> String {
    let used = pieces.reduce(0) { $0 + $1.gpus }
    let words = pieces.prefix(6).map { piece in
      let layers = plan.layout.stages[piece.stage]
      let stage =
        plan.layout.stages.count > 1 ? " stage \(piece.stage) (layers \(layers.firstLayer)-\(layers.lastLayer))" : ""
      return "replica \(piece.replica)\(stage) × \(piece.gpus)"
    }
    let more = pieces.count > words.count ? ", and \(pieces.count - words.count) more" : ""
    let width = min(36, pool.gpusPerDomain)
    let letters = pieces.map { piece -> (letter: Character, share: Double) in
      let index = plan.layout.stages.count > 1 ? piece.stage : piece.replica
      return (Character(String(index % 36, radix: 36)), Double(piece.gpus) / Double(pool.gpusPerDomain))
    }
    return "[\(TextLayout.bar(letters, width: width))] " + (used == 0 ? "idle" : words.joined(separator: ", ") + more)
  }
}
