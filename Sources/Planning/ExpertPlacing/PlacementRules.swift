import ExpertMaps
import Inputs
import Plans

/// Whether experts can go onto GPUs under the rules that were asked for.
struct PlacementRules {
  private let target: PlacementTarget
  private let expertCount: Int

  init(_ target: PlacementTarget, expertCount: Int) {
    self.target = target
    self.expertCount = expertCount
  }

  /// - Throws: `Diagnostic` at the flag that is to change.
  func check() throws {
    let most = expertCount * (target.gpus - 1)
    guard target.redundant <= most else {
      let flag = target.redundantTotal == nil ? "--redundant" : "--redundant-total"
      let layer = target.redundantTotal == nil ? "" : " in a layer"
      throw fault(flag, "\(target.redundant)\(layer)", "at most \(most): then every GPU has a copy of every expert")
    }
    let slots = target.slotsPerGPU.reduce(0, +)
    guard slots >= expertCount else {
      throw fault("--gpu-slots", "\(slots) slots on all GPUs", "room for \(expertCount) experts")
    }
    if target.survive != nil { try checkFailureDomains() }
    if target.groups > 1 { try checkGroups(copies: expertCount + target.redundant) }
  }

  private func checkFailureDomains() throws {
    guard target.survive == .rack || target.gpusPerNode != nil else {
      throw fault("--survive", "node", "--gpus-per-node beside it", id: "flags-conflict")
    }
    guard Set(target.ranks.map(\.failureDomain)).count > 1 else {
      let flag = target.survive == .rack ? "--gpus-per-domain" : "--gpus-per-node"
      throw fault("--survive", "all GPUs in one \(target.survive?.rawValue ?? "")", "\(flag) below \(target.gpus)")
    }
  }

  private func checkGroups(copies: Int) throws {
    guard target.groups <= ExpertProblem.mostGroups else {
      throw fault("--groups", "\(target.groups)", "at most \(ExpertProblem.mostGroups)")
    }
    guard expertCount % target.groups == 0 else {
      throw fault("--groups", "\(target.groups)", "a divisor of the \(expertCount) experts")
    }
    guard target.gpus % target.gpusPerDomain == 0 else {
      throw fault("--gpus-per-domain", "\(target.gpusPerDomain)", "a divisor of the \(target.gpus) GPUs, with --groups")
    }
    let domains = target.gpus / target.gpusPerDomain
    guard target.groups % domains == 0 else {
      throw fault("--groups", "\(target.groups)", "a multiple of the \(domains) domains")
    }
    guard copies % domains == 0, Set(target.slotsPerGPU).count == 1 else {
      throw fault(
        "--groups", "\(copies) copies and slots that differ between the \(domains) domains",
        "equally many in each domain")
    }
  }

  private func fault(_ flag: String, _ found: String, _ expected: String, id: String = "placement-impossible")
    -> Diagnostic
  {
    Diagnostic(id: id, file: flag, found: found, expected: expected)
  }
}
