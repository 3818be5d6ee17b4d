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
      inputs is wrong. 4: a limit is not kept by the best that was found, and not ruled out either.
      """)

  @Argument(help: "A policy: YAML with deployments and their limits.")
  var policy: String

  func run() throws {
    let progress = ProgressLine("checking")
    let report = try PolicyChecker(
      PolicyDocument(contentsOf: policy), optimizer: GLPKOptimizer(), progress: progress.show
    )
    .report()
    progress.finish()
    try Answer.print(JSONText.encode(report))
    switch report.outcome {
    case .pass, .skipped: return
    case .fail: throw ExitStatus.answerIsNo
    case .unproved: throw ExitStatus.notProved
    case .fault: throw ExitStatus.badQuestion
    }
  }
}
