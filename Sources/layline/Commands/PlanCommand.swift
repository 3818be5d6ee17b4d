import ArgumentParser
import Differences
import Formats
import FoundationEssentials
import Optimization
import Planning
import Plans
import Reporting

/// `layline plan`.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Find the best layout of a model on a cluster.")

  @OptionGroup var options: PlanOptions

  func run() throws {
    guard let search = try ClusterSizeSearch(options) else { return try plan() }
    let progress = ProgressLine("sizing")
    let report = try search.report(progress.show)
    progress.finish()
    guard let cheapest = report.cheapest else {
      try Answer.print(options.json ? JSONText.encode(report.refusal) : report.description)
      throw ExitStatus.answerIsNo
    }
    if !options.json { try Answer.print("\(report)\n") }
    var command = self
    command.options.clusters = [cheapest.name]
    try command.plan()
  }

  /// For a cluster that is known.
  private func plan() throws {
    switch try options.question() {
    case .decode: try planDecode()
    case .service: try planService()
    }
  }

  /// Workers of decode alone.
  private func planDecode() throws {
    let output = try options.outputFile()
    let programFile = try options.details.programFile()
    let questions = try options.questions.questions()
    var request = try options.request()
    let current = try options.current.map { try CurrentPlanReader(path: $0).plan(for: request) }
    request.current = current?.document
    let progress = ProgressLine()
    Interruption.awaitAnswer()
    let end = try options.limit.searchEnd()
    let planner = Planner(
      request, optimizer: GLPKOptimizer(), progress: progress.show, isStopped: { end.isReached })
    let clock = ContinuousClock()
    let start = clock.now
    let result = try planner.plan(answering: questions)
    progress.finish()
    switch result {
    case .plan(let plan):
      let took = "\(((clock.now - start) / .milliseconds(1)).rounded() / 1000) s"
      let stopped = plan.certificate.search.isInterrupted == true ? end.sentence : nil
      let written = Result { try programFile.map { try write(planner.stageProgram(of: plan), to: $0) } }
      let numbered = current.map { ComparedPlan(plan, request).numbered(as: $0) }
      let moves = current.flatMap { old in numbered.map { CurrentSection(old, $0, on: request.cluster) } }
      try deliver(
        numbered?.document ?? plan, request: request, output: output, effort: [took] + [stopped].compactMap(\.self),
        moves: moves)
      _ = try written.get()
      if plan.certificate.search.isInterrupted == true { throw end.status }
      if plan.certificate.status != .proved { throw ExitStatus.notProved }
    case .refused(let refusal):
      try Answer.print(options.json ? JSONText.encode(refusal) : "\(RefusalReport(refusal))")
      throw end.isReached ? end.status : .answerIsNo
    }
  }

  private func deliver(
    _ plan: Plan, request: PlanRequest, output: OutputFile?, effort: [String], moves: CurrentSection?
  ) throws {
    let explanation = try options.details.explainedQuantity.map {
      try plan.explanation(of: $0, flag: "--explain-quantity")
    }
    // A plan of a million GPUs is hundreds of megabytes of JSON: made only where somebody wants it, part by part.
    let json = options.json || output != nil ? try PlanText(plan) : nil
    // An answer that no file takes is printed all the same.
    let written = Result { if let json { try output?.write(json.parts) } }
    if options.json, let json {
      try Answer.print(json.parts)
    } else {
      try Answer.print(PlanReport(plan, cluster: request.cluster, effort: effort, current: moves))
    }
    if let explanation { try Answer.print("\n\(ExplanationReport(explanation))") }
    try written.get()
  }

  private func write(_ program: LinearProgram?, to file: OutputFile) throws {
    guard let program else {
      throw Diagnostic.flags(
        "--write-mps", "has no program to write: it would be too large for a solver", "leave it out")
    }
    try file.write(Data(MPSWriter().text(for: program).utf8))
  }
}

extension PlanCommand {
  /// A service with prefill: what all GPUs of a cluster do.
  private func planService() throws {
    let output = try options.outputFile()
    let progress = ProgressLine("planning")
    let start = ContinuousClock().now
    let end = try options.limit.searchEnd()
    var (request, questions) = try options.clusterRequest { progress.show($0 * 0.3) }
    let current = try options.current.map { try CurrentPlanReader(path: $0).clusterPlan(for: request) }
    request.current = current?.document
    Interruption.awaitAnswer()
    let result = try ClusterPlanner(request, optimizer: GLPKOptimizer(), isStopped: { end.isReached })
      .plan(answering: questions, suggestsChanges: true) { progress.show(0.3 + $0 * 0.7) }
    progress.finish()
    switch result {
    case .plan(let found):
      let numbered = current.map { ComparedPlan(found, request).numbered(as: $0) }
      let moves = current.flatMap { old in numbered.map { CurrentSection(old, $0, on: request.cluster) } }
      let plan = numbered?.document ?? found
      let took = "\(((ContinuousClock().now - start) / .milliseconds(1)).rounded() / 1000) s"
      let json = try JSONText.encode(plan)
      let written = Result { try output?.write(Data("\(json)\n".utf8)) }
      try Answer.print(
        options.json
          ? json
          : ClusterPlanReport(
            plan, cluster: request.cluster,
            effort: [took] + [plan.composition.isInterrupted == true ? end.sentence : nil].compactMap(\.self),
            models: request.architectures, current: moves
          ).description)
      try written.get()
      if plan.composition.isInterrupted == true { throw end.status }
      if plan.composition.status != .proved { throw ExitStatus.notProved }
    case .refused(let refusal):
      try Answer.print(options.json ? JSONText.encode(refusal) : "\(RefusalReport(refusal))")
      if end.isReached { throw end.status }
      throw refusal.isUnproved == true ? ExitStatus.notProved : .answerIsNo
    }
  }
}
