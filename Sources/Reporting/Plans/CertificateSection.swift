import Plans
import Quantities

/// How good the plan is, and what that rests on.
struct CertificateSection {
  private let plan: Plan
  private let effort: [String]

  init(_ plan: Plan, effort: [String]) {
    self.plan = plan
    self.effort = effort
  }

  var text: String {
    let certificate = plan.certificate
    var lines = [
      "Certificate \(verdict): \(number(certificate.objective)) \(certificate.objectiveUnit), "
        + "none below \(number(certificate.bound))",
      "            space: " + certificate.space,
      "            search: \(Numerals.grouped(certificate.search.intervals)) intervals of batches, "
        + "\(Numerals.grouped(certificate.search.bounds)) bounds, \(Numerals.grouped(certificate.search.layouts)) layouts tried",
    ]
    if certificate.search.isInterrupted == true {
      lines.append("            interrupted: the best so far; what was not looked at is in the bound")
    }
    if let program = certificate.stageProgram { lines.append("            " + sentence(program)) }
    if !effort.isEmpty { lines.append("            took " + effort.joined(separator: ", ")) }
    return lines.joined(separator: "\n")
  }

  private var verdict: String {
    let gap = Numerals.percent(plan.certificate.gap, decimals: 2)
    switch plan.certificate.status {
    case .proved: return plan.certificate.gap == 0 ? "proved optimal" : "proved within \(gap) of the best"
    case .within: return "within \(gap) of the best"
    case .unknown: return "bound unknown"
    }
  }

  private func sentence(_ program: ProgramCertificate) -> String {
    "stage program at this batch: \(program.solver), \(Numerals.grouped(program.columns)) columns × \(program.rows) rows, "
      + "\(Numerals.grouped(program.keptColumns)) left after reduced costs, \(program.nodes) nodes; "
      + "round \(Seconds(program.round)), bound \(Seconds(program.bound))"
  }

  private func number(_ value: Double) -> String { Numerals.significant(value, digits: 4) }
}
