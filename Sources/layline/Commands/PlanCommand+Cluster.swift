import Foundation
import GLPKOptimization
import Planning
import Plans
import Reporting

extension PlanCommand {
  /// Decides what all GPUs of a cluster do.
  func planCluster() throws {
    let output = try options.outputFile()
    let progress = ProgressLine("planning")
    let start = ContinuousClock().now
    let (request, questions) = try options.clusterRequest { progress.show($0 * 0.3) }
    Interruption.awaitAnswer()
    let result = try ClusterPlanner(request, optimizer: GLPKOptimizer(), isStopped: { Interruption.isRequested })
      .plan(answering: questions) { progress.show(0.3 + $0 * 0.7) }
    progress.finish()
    switch result {
    case .plan(let plan):
      let took = "\(((ContinuousClock().now - start) / .milliseconds(1)).rounded() / 1000) s"
      let json = try JSONText.encode(plan)
      try output?.write(Data("\(json)\n".utf8))
      try Answer.print(
        options.json ? json : ClusterPlanReport(plan, cluster: request.cluster, effort: [took]).description)
      if Interruption.isRequested { throw ExitStatus.interrupted }
      if plan.composition.status != .proved { throw ExitStatus.notProved }
    case .refused(let refusal):
      try Answer.print(options.json ? JSONText.encode(refusal) : "\(RefusalReport(refusal))")
      throw ExitStatus.answerIsNo
    }
  }
}
