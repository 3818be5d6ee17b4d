import Clusters
import Plans
import Quantities

/// A plan of a cluster on one screen, for a person.
public struct ClusterPlanReport: CustomStringConvertible, Sendable {
  private let plan: ClusterPlan
  private let cluster: Cluster
  private let effort: [String]

  /// - Parameters:
  ///   - plan: What was planned.
  ///   - cluster: What it lies on.
  ///   - effort: What the run took, which is not part of the plan.
  public init(_ plan: ClusterPlan, cluster: Cluster, effort: [String] = []) {
    self.plan = plan
    self.cluster = cluster
    self.effort = effort
  }

  /// At most 100 columns.
  public var description: String {
    let sections = [
      headline, ServiceSection(plan).text, WorkerSection(plan).text, DomainMapSection(plan, cluster: cluster).text,
      TransferSection(plan).text, SpareSection(plan).text, ClusterWhatIfSection(plan).text, certificate,
    ]
    return sections.filter { !$0.isEmpty }.joined(separator: "\n\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { TextLayout.wrap(String($0), indent: 14) }.joined(separator: "\n")
  }

  private var headline: String {
    let inputs = plan.inputs
    let models = inputs.models.map(\.name).joined(separator: ", ")
    let rates =
      inputs.workers.map { "workers of \($0.reference)" } ?? inputs.calibration.map { "calibration \($0.reference)" }
    return ["\(models) on \(inputs.cluster.reference)", rates].compactMap(\.self).joined(separator: ", ")
  }

  private var certificate: String {
    let composition = plan.composition
    let program = composition.program
    let side = plan.inputs.objective == "served" ? "above" : "below"
    var lines = [
      "Certificate \(verdict): \(figure(composition.value)), none \(side) \(figure(composition.bound))",
      "            space: any number of each of \(TextLayout.count(program.workerTypes, "kind")) of workers, in any domains",
      "            composition program: \(program.solver), \(Numerals.grouped(program.columns)) columns × "
        + "\(Numerals.grouped(program.rows)) rows, \(TextLayout.count(program.nodes, "node")), "
        + "\(Numerals.grouped(program.iterations)) iterations",
    ]
    if composition.isInterrupted == true { lines.append("            interrupted: the best so far") }
    if !effort.isEmpty { lines.append("            took " + effort.joined(separator: ", ")) }
    return lines.joined(separator: "\n")
  }

  private var verdict: String {
    let gap = Numerals.percent(plan.composition.gap, decimals: 2)
    switch plan.composition.status {
    case .proved: return plan.composition.gap < 1e-9 ? "proved optimal" : "proved within \(gap) of the best"
    case .within: return "within \(gap) of the best"
    case .unknown: return "bound unknown"
    }
  }

  private func figure(_ value: Double) -> String { plan.composition.text(ofValue: value) }
}

/// What the cluster would do with other figures.
struct ClusterWhatIfSection {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  var text: String {
    guard let answers = plan.whatIf else { return "" }
    return (["What if     each solved again"] + answers.flatMap(rows)).joined(separator: "\n")
  }

  private func rows(_ answer: ClusterWhatIf) -> [String] {
    let indent = "            "
    guard let value = answer.value, let served = answer.servedRequestsPerSecond, let gpus = answer.gpusUsed else {
      return [indent + answer.change, indent + "  no plan: \(answer.refusal?.sentence ?? "nothing is served")"]
    }
    let change = answer.relativeChange.map { $0 >= 0 ? "+\(percent($0))" : "-\(percent(-$0))" } ?? ""
    return [
      indent + answer.change,
      indent + "  \(plan.composition.text(ofValue: value)) (\(change)), \(Numerals.significant(served, digits: 4)) "
        + "requests/s with \(Numerals.grouped(gpus)) GPUs",
    ]
  }

  private func percent(_ share: Double) -> String { Numerals.percent(share, decimals: 1) }
}

extension PlannedComposition {
  /// A value or bound with its unit.
  func text(ofValue value: Double) -> String {
    switch objective {
    case "GPUs": "\(Numerals.grouped(rounding: value)) GPUs"
    case "share of every demand": "\(Numerals.percent(value, decimals: 2)) of every demand"
    default: "\(Numerals.significant(value, digits: 5)) \(objective)"
    }
  }
}

/// The domains of every pool with the workers that they hold. Neighbours that look alike share a line.
struct DomainMapSection {
  private let plan: ClusterPlan
  private let cluster: Cluster
  private static let mostLines = 12

  init(_ plan: ClusterPlan, cluster: Cluster) {
    self.plan = plan
    self.cluster = cluster
  }

  var text: String { cluster.pools.map(text).joined(separator: "\n") }

  private func text(_ pool: Pool) -> String {
    let workers = plan.placement.workers.filter { plan.composition.workers[$0.kind].pool == pool.name }
    let used = workers.reduce(0) { $0 + plan.composition.workers[$1.kind].gpus }
    let lines = runs(pool, workers).map { run in
      "            \(label(run.domains, pool).padding(to: 19)) [\(bar(run.content, pool))] \(words(run.content))"
    }
    let more =
      lines.count > Self.mostLines
      ? ["            and \(lines.count - Self.mostLines) lines more (--json has every GPU)"] : []
    let out = pool.unavailable.isEmpty ? "" : ", \(pool.unavailable.count) unavailable"
    return
      ([
        "Placement   pool \(pool.name): \(Numerals.grouped(used)) GPUs used, "
          + "\(Numerals.grouped(pool.availableGPUCount - used)) idle\(out)"
      ] + lines.prefix(Self.mostLines) + more).joined(separator: "\n")
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
    let pieces = content.pieces.map { (letter: WorkerSection.letter($0.kind), share: Double($0.gpus) / size) }
    let idle = pool.gpusPerDomain - content.unavailable - content.pieces.reduce(0) { $0 + $1.gpus }
    return TextLayout.bar(
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
    let parts = counts.map { "\($0.count) \(WorkerSection.letter($0.piece.kind)) × \($0.piece.gpus)" }
    let out = content.unavailable > 0 ? ["\(content.unavailable) unavailable"] : []
    return (parts + out).joined(separator: ", ")
  }
}

/// What is served, by model.
struct ServiceSection {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  var text: String { ([total] + models).joined(separator: "\n") }

  private var total: String {
    let composition = plan.composition
    let price = composition.costPerHour.map { ", \(Numerals.significant($0)) USD/h" } ?? ""
    return "Serves      \(rate(composition.servedRequestsPerSecond)) requests/s with "
      + "\(Numerals.grouped(composition.gpusUsed)) of \(Numerals.grouped(composition.gpusAvailable)) GPUs\(price)"
  }

  private var models: [String] {
    let models = plan.composition.models
    let width = min(40, max(5, models.map(\.model.count).max() ?? 0))
    let header =
      "            " + "model".padding(to: width)
      + ["demand", "served", "prefill", "decode", "mixed", "GPUs"].map { $0.padding(left: 9) }.joined()
    let lines = models.map { model in
      "            " + String(model.model.suffix(width)).padding(to: width)
        + [
          model.demand.map(rate) ?? "most", rate(model.servedRequestsPerSecond), rate(model.prefillRequestsPerSecond),
          rate(model.decodeRequestsPerSecond), rate(model.mixedRequestsPerSecond), Numerals.grouped(model.gpus),
        ].map { $0.padding(left: 9) }.joined()
    }
    let prices = models.compactMap { model in
      model.costPerMillionTokens.map {
        "            \(model.model): \(Numerals.significant($0)) USD per million output tokens"
      }
    }
    return [header] + lines + prices
  }

  private func rate(_ value: Double) -> String { Numerals.significant(value, digits: 4) }
}

/// What is left after the worst failure.
struct SpareSection {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  var text: String {
    guard let spare = plan.composition.spare else { return "" }
    let restarts =
      spare.rule.mode == .restart ? ", of which \(spare.workersRestarted) start again on free GPUs" : ""
    let served = zip(plan.inputs.models, spare.servedRequestsPerSecond).map { model, rate in
      let name = plan.inputs.models.count > 1 ? " of \(model.name)" : ""
      let demand = model.requestsPerSecond.map { ", \(Numerals.significant($0, digits: 4)) wanted" } ?? ""
      return "            \(Numerals.significant(rate, digits: 4)) requests/s\(name)\(demand)"
    }
    return
      ([
        "Spare       whichever \(spare.rule.unit == .gpu ? "GPU" : spare.rule.unit.rawValue) fails, at least so much is served:"
      ] + served + [
        "            the worst is \(spare.worstUnit): it stops \(TextLayout.count(spare.workersLost, "worker"))\(restarts)"
      ]).joined(separator: "\n")
  }
}

/// How far caches travel from prefill to decode.
struct TransferSection {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  var text: String {
    plan.placement.transfers.enumerated().map { index, transfer in
      let levels = transfer.levels.map { level in
        let share = Numerals.percent(level.share, decimals: 1)
        return level.level == "scale-up" ? "\(share) stay in a scale-up domain" : "\(share) cross \(level.level)"
      }
      let model = plan.inputs.models.count > 1 ? " of \(transfer.model)" : ""
      let least = transfer.leastShareLeaving > 0 ? "; none could stay, as no two of these workers fit one domain" : ""
      return (index == 0 ? "KV caches   " : "            ")
        + "handed over\(model): \(levels.joined(separator: ", "))\(least)"
    }.joined(separator: "\n")
  }
}
