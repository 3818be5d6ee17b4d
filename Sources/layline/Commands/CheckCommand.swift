import ArgumentParser
import Foundation
import GLPKOptimization
import Inputs
import Plans
import Policy
import Reporting

/// `layline check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check deployments against a policy of capacity and latency.",
    discussion: """
      Exit code 0: every limit holds. 1: one does not, and what would be enough is said. 2: the policy or one of its \
      inputs is wrong. 4: a limit is not kept by the best that was found, and not ruled out either. Files that a policy \
      names are looked for in its folder.
      """)

  @Argument(help: "A policy: YAML with deployments and their limits.", completion: .yamlFiles)
  var policy: String

  @Option(
    help: ArgumentHelp(
      "text (the default), json, junit, sarif, github, gitlab or markdown; with =FILE into a file, any number of times. With "
        + "github, $GITHUB_STEP_SUMMARY gets a table."), completion: .words(CheckFormat.self))
  var format: [String] = []

  func run() throws {
    let delivery = CheckDelivery(outputs: try CheckOutput.all(format))
    let progress = ProgressLine("checking")
    let report = try report(delivery, progress)
    progress.finish()
    try delivery.deliver(report)
    switch report.outcome {
    case .pass, .skipped: return
    case .fail: throw ExitStatus.answerIsNo
    case .unproved: throw ExitStatus.notProved
    case .fault:
      let fault: (any Error)? = report.deployments.lazy.compactMap(\.fault).first?.diagnostic
      throw fault ?? ExitStatus.badQuestion
    }
  }

  /// A policy that cannot be read is said in every form too, so that a pipeline shows it.
  private func report(_ delivery: CheckDelivery, _ progress: ProgressLine) throws -> CheckReport {
    let document: PolicyDocument
    do {
      document = try PolicyDocument(contentsOf: policy)
    } catch let fault as Diagnostic {
      let reference = PlanInputs.Reference(reference: policy, sha256: "")
      try delivery.deliver(CheckReport(policy: reference, fault: CheckedFault(fault)), withoutText: true)
      throw fault
    }
    return try PolicyChecker(document, optimizer: GLPKOptimizer(), progress: progress.show).report()
  }
}
