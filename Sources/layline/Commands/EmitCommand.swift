import ArgumentParser
import Foundation
import Launching
import Plans
import Reporting

/// `layline emit`.
struct EmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit", abstract: "Write what starts a plan: commands, maps of experts, manifests, scripts.",
    discussion: """
      GPUs and ranks are those of the plan. What an engine does otherwise is said, with what it costs in predicted time; a \
      layout that it cannot run at all is refused with exit code 1.
      """)

  @OptionGroup var options: EmitOptions

  func run() throws {
    let target = try options.launchTarget()
    let engine = try options.runtime(of: target)
    let output = try options.outputFolder()
    let read = try LaunchedPlanReader(options.plan, checkpoint: options.checkpoint, model: options.model)
    do {
      try emit(read, engine: engine, target: target, to: output)
    } catch let refusal as LayoutNotExpressible {
      try refuse(refusal, read)
    }
  }

  /// Says what stands against the layout, and what the best is that the engine can run.
  private func refuse(_ refusal: LayoutNotExpressible, _ read: LaunchedPlanReader) throws -> Never {
    var refusal = refusal
    if let replicas = read.replicas, replicas.plan.inputs.goal.engine != refusal.rule {
      let progress = ProgressLine("looking for what \(refusal.rule.title) can run")
      let other = try EngineAlternative.plan(
        instead: replicas.plan, inputs: replicas.inputs, engine: refusal.rule, progress: progress.show)
      progress.finish()
      refusal.alternative = other.map { LayoutNotExpressible.Alternative($0, instead: replicas.plan) }
    }
    try Answer.print(options.json ? JSONText.encode(refusal) : "\(LayoutRefusalReport(refusal))")
    throw ExitStatus.answerIsNo
  }

  private func emit(
    _ read: LaunchedPlanReader, engine: any Engine, target: LaunchTarget, to output: OutputFolder?
  ) throws {
    let deployments = Deployment.withOwnPorts(read.deployments)
    let launch = try Launch(
      deployments, engine: engine,
      launcher: options.launcher(of: target, engine: engine))
    let losses =
      try read.replicas.map { try DeviationCosting($0.plan, inputs: $0.inputs).losses(launch.deviations) }
      ?? launch.deviations.map { DeviationLoss(id: $0.id, sentence: $0.sentence) }
    let document = LaunchDocument(
      plan: read.reference, target: target.rawValue, engine: engine.name, deployments: deployments,
      files: launch.files, timePerOutputToken: read.replicas?.plan.prediction.timePerOutputToken, deviations: losses,
      notes: launch.notes)
    try output?.write(launch.files)
    if options.json { return try Answer.print(JSONText.encode(document)) }
    try Answer.print(LaunchReport(document, folder: output?.path))
    guard output == nil else { return }
    for file in launch.files { try Answer.print("\n==> \(file.path) <==\n\(file.text.dropLast())") }
  }
}
