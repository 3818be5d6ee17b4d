import Inputs
import Plans

/// Whether experts can be placed with regard to the network on these GPUs, under these rules.
struct NetworkRules {
  private let target: PlacementTarget
  private let expertCount: Int

  init(_ target: PlacementTarget, expertCount: Int) {
    self.target = target
    self.expertCount = expertCount
  }

  /// - Throws: `Diagnostic` at the flag that is to change.
  func check() throws {
    guard target.gpusPerDomain < target.gpus else {
      throw fault(
        "--gpus-per-domain", "all \(target.gpus) GPUs in one domain, with --routes",
        "at least two domains: within one, no token crosses the network")
    }
    guard target.gpus % target.gpusPerDomain == 0 else {
      throw fault("--gpus-per-domain", "\(target.gpusPerDomain)", "a divisor of the \(target.gpus) GPUs, with --routes")
    }
    let domains = target.gpus / target.gpusPerDomain
    guard expertCount % domains == 0 else {
      throw fault(
        "--gpus-per-domain", "\(domains) domains", "a number that divides \(expertCount) experts, with --routes")
    }
    guard target.redundant % domains == 0 else {
      throw fault("--redundant", "\(target.redundant)", "a multiple of the \(domains) domains, with --routes")
    }
    let most = expertCount * (target.gpusPerDomain - 1)
    guard target.redundant <= most else {
      throw fault(
        "--redundant", "\(target.redundant)",
        "at most \(most): with --routes the copies of an expert stay on the GPUs of one domain")
    }
    try checkDomains(domains)
    try checkOtherRules()
  }

  private func checkDomains(_ domains: Int) throws {
    let speeds = target.speeds ?? target.slotsPerGPU.map { _ in 1 }
    for (flag, figures) in [("--gpu-slots", target.slotsPerGPU.map(Double.init)), ("--gpu-speed", speeds)] {
      let first = figures.prefix(target.gpusPerDomain)
      let areEqual = (0..<domains).allSatisfy {
        figures.dropFirst($0 * target.gpusPerDomain).prefix(target.gpusPerDomain).elementsEqual(first)
      }
      guard areEqual else { throw fault(flag, "domains that differ", "the same in each domain, with --routes") }
    }
  }

  /// Copies of an expert stay in its domain, and experts of a group may go apart.
  private func checkOtherRules() throws {
    let rules: [(isSet: Bool, flag: String, expected: String)] = [
      (target.survive != nil, "--survive", "one of them: with --routes the copies of an expert stay in one domain"),
      (target.groups > 1, "--groups", "one of them: routes say which experts belong together"),
      (target.redundantTotal != nil, "--redundant-total", "--redundant: domains get equally many copies in each layer"),
    ]
    for rule in rules where rule.isSet {
      throw Diagnostic(
        id: "flags-conflict", file: "command line", found: "--routes with \(rule.flag)", expected: rule.expected)
    }
  }

  private func fault(_ flag: String, _ found: String, _ expected: String) -> Diagnostic {
    Diagnostic(id: "placement-impossible", file: flag, found: found, expected: expected)
  }
}
