import ArgumentParser
import Formats
import FoundationEssentials
import Launching
import Optimization
import Planning
import Plans
import Policy
import Quantities
import Reporting
import Verification

/// `layline emit`.
struct EmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit", abstract: "Write what starts a plan: commands, maps of experts, manifests, scripts.",
    discussion: """
      GPUs and ranks are those of the plan. What an engine does otherwise is said, with what it costs in predicted time; a \
      layout that it cannot run at all is refused with exit code 1.
      """)

  @OptionGroup var options: EmitOptions
  @OptionGroup var reading: ModelReadingOptions

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
    let deployments = LaunchedDeployment.withOwnPorts(read.deployments)
    let launch = try Launch(
      deployments, engine: engine,
      launcher: options.launcher(of: target, engine: engine))
    let losses =
      try read.replicas.map { try DeviationCosting($0.plan, inputs: $0.inputs).losses(launch.deviations) }
      ?? launch.deviations.map { DeviationLoss(id: $0.id, sentence: $0.sentence) }
    let prefill = try read.replicas.map { try PrefillBeside($0.plan, inputs: $0.inputs) }
    let document = LaunchDocument(
      plan: read.reference, target: target.rawValue, engine: engine.name, deployments: deployments,
      files: launch.files, timePerOutputToken: read.replicas?.plan.slowestTimePerOutputToken,
      deviations: losses + [prefill?.loss].compactMap(\.self), notes: launch.notes + [prefill?.note].compactMap(\.self))
    try output?.write(launch.files)
    if options.json { return try Answer.print(JSONText.encode(document)) }
    try Answer.print(LaunchReport(document, folder: output?.path))
    guard output == nil else { return }
    for file in launch.files { try Answer.print("\n==> \(file.path) <==\n\(file.text.dropLast())") }
  }
}

/// What prefill does to workers that were planned for decode alone: engines start servers of both.
private struct PrefillBeside {
  /// With lengths of requests: what they reach then.
  private(set) var loss: DeviationLoss?
  /// Without: that it is so.
  private(set) var note: String?

  /// - Throws: `Diagnostic` for a goal or workload that cannot be.
  init(_ plan: Plan, inputs: VerifierInputs) throws {
    guard plan.inputs.workload.inputTokens != nil else {
      note =
        "these servers do prefill too, which the plan of decode alone does not know: it slows decode the more, the longer "
        + "prompts are; layline plan with --input and --output-tokens reckons with it"
      return
    }
    let request = try PlanRequest(
      plan.inputs, model: inputs.model, cluster: inputs.cluster, calibration: inputs.calibration,
      expertLoad: inputs.expertLoad)
    let served = plan.workers.map { ComparedServing.withPrefill($0.layout, request) }
    let slowest = served.compactMap(\.self).max { $0.timePerOutputToken < $1.timePerOutputToken }
    let start = "these servers do prefill too, which the plan of decode alone does not know"
    guard let slowest, !served.contains(nil) else {
      loss = DeviationLoss(id: .prefillIncluded, sentence: start)
      return
    }
    loss = DeviationLoss(
      id: .prefillIncluded,
      sentence:
        "\(start): TTFT \(Seconds(slowest.timeToFirstToken)) with as many clients as sequences in flight, prefill at "
        + "\(Numerals.percent(slowest.prefillUtilisation, decimals: 0)) of its time",
      timePerOutputToken: slowest.timePerOutputToken)
  }
}

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

  @OptionGroup var reading: ModelReadingOptions

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
