import Plans
import Topology

/// The network level of every hop, all-to-all and return, from where the GPUs really are.
struct HopCheck {
  private let plan: Plan
  private let pool: Pool
  private let levels: [String]

  init(_ plan: Plan, pool: Pool, levels: [String]) {
    self.plan = plan
    self.pool = pool
    self.levels = levels
  }

  var findings: [Finding] { (0..<plan.layout.replicas).flatMap(findings(replica:)) }

  private func findings(replica: Int) -> [Finding] {
    let gpus = plan.placement.gpus
    let stages = stageRanges(replica)
    var findings: [Finding] = []
    for (index, range) in stages.enumerated().dropFirst() {
      let before = gpus[stages[index - 1].upperBound - 1].gpu
      let claimed = plan.layout.stages[index].hop
      if let finding = finding(claimed, before, gpus[range.lowerBound].gpu, "layout.stages[\(index)].hop") {
        findings.append(finding)
      }
    }
    if stages.count > 1, let last = stages.last {
      let claimed = plan.layout.tokenReturn
      if let finding = finding(
        claimed, gpus[last.upperBound - 1].gpu, gpus[stages[0].lowerBound].gpu, "layout.tokenReturn")
      {
        findings.append(finding)
      }
    }
    return findings + stages.enumerated().compactMap { spanFinding($0, $1, replica) }
  }

  private func stageRanges(_ replica: Int) -> [Range<Int>] {
    var start = replica * plan.layout.gpusPerReplica
    return plan.layout.stages.map { stage in
      defer { start += stage.gpus }
      return start..<start + stage.gpus
    }
  }

  private func finding(_ claimed: String?, _ first: Int, _ second: Int, _ key: String) -> Finding? {
    let level = level(first, second)
    guard claimed != levels[level] else { return nil }
    return Finding(id: "tier-wrong", key: key, claimed: claimed ?? "none", actual: levels[level])
  }

  /// A stage is priced on the lowest level whose groups hold so many domains; its GPUs must meet there.
  private func spanFinding(_ stage: Int, _ range: Range<Int>, _ replica: Int) -> Finding? {
    let domains = plan.layout.stages[stage].domains
    let gpus = plan.placement.gpus[range].map(\.gpu)
    guard domains > 1, let lowest = gpus.min(), let highest = gpus.max() else { return nil }
    let priced = (0..<levels.count).first { size(ofLevel: $0) >= domains * pool.gpusPerDomain } ?? levels.count - 1
    let actual = level(lowest, highest)
    guard actual > priced else { return nil }
    return Finding(
      id: "tier-wrong", key: "layout.stages[\(stage)]", claimed: "all-to-all over \(levels[priced])",
      actual: "replica \(replica) crosses \(levels[actual])")
  }

  private func size(ofLevel level: Int) -> Int { level == 0 ? pool.gpusPerDomain : pool.tiers[level - 1].gpusPerGroup }

  private func level(_ first: Int, _ second: Int) -> Int {
    (0..<levels.count).first { first / size(ofLevel: $0) == second / size(ofLevel: $0) } ?? levels.count - 1
  }
}
