import ArgumentParser
import FoundationEssentials
import Optimization
import Planning
import Plans
import Quantities
import Reporting
import Verification

/// `layline verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Judge a plan by its inputs: recompute it, and look for a layout below its bound.")

  @Argument(help: "A plan that layline plan wrote.", completion: .jsonFiles)
  var plan: String

  @Flag(name: .long, help: "Do not ask the search about the bound: only what needs no solver is judged.")
  var skipBound = false

  @Flag(name: .long, help: "Print the judgement as JSON.")
  var json = false

  @Option(
    name: .long,
    help: "Write the plan with its figures computed again, layout and places as they are; only where these hold.",
    completion: .jsonFiles)
  var output: String?

  @OptionGroup var reading: ModelReadingOptions

  func run() throws {
    let file = try output.map { try OutputFile(flag: "--output", path: $0) }
    let isCluster = try DocumentReader.version(ofFile: plan) == ClusterPlan.formatVersion
    try isCluster ? judgeCluster(file) : judgeReplica(file)
  }

  private func judgeReplica(_ file: OutputFile?) throws {
    let plan = try Plan(contentsOf: plan)
    let progress = ProgressLine("verifying")
    let judged = try JudgedPlan(
      plan, file: self.plan, checksBound: !skipBound, optimizer: GLPKOptimizer(), progress: progress.show)
    progress.finish()
    let gpus = plan.total.gpus
    try show(
      judged.judgement,
      held: "Memory, times and placement of \(gpus) GPUs follow from the inputs; "
        + "\(plan.certificate.status.rawValue), gap \(Numerals.percent(plan.certificate.gap, decimals: 2)).")
    try write(judged.amended, judged.judgement, to: file)
    try end(judged.judgement)
  }

  private func judgeCluster(_ file: OutputFile?) throws {
    let plan = try ClusterPlan(contentsOf: plan)
    let progress = ProgressLine("verifying")
    let judged = try JudgedClusterPlan(
      plan, file: self.plan, checksBound: !skipBound, optimizer: GLPKOptimizer(), progress: progress.show)
    progress.finish()
    try show(
      judged.judgement,
      held: "Rates, times and places of \(plan.placement.workers.count) workers follow from the inputs; "
        + "\(plan.composition.status.rawValue), gap \(Numerals.percent(plan.composition.gap, decimals: 2)).")
    try write(judged.amended, judged.judgement, to: file)
    try end(judged.judgement)
  }

  private func show(_ judgement: PlanJudgement, held: String) throws {
    try Answer.print(json ? JSONText.encode(judgement) : "\(JudgementReport(judgement, held: held))")
  }

  private func write(_ amended: (some Encodable)?, _ judgement: PlanJudgement, to file: OutputFile?) throws {
    guard let file else { return }
    guard let amended else {
      _ = Descriptor.errors.write(
        Data("layline: \(file.path) is left as it was: what does not hold is more than figures\n".utf8))
      return
    }
    try file.write(Data("\(JSONText.encode(amended))\n".utf8))
  }

  private func end(_ judgement: PlanJudgement) throws {
    guard judgement.holds else { throw ExitStatus.answerIsNo }
    if judgement.bound.status == .notConfirmed { throw ExitStatus.notProved }
  }
}
