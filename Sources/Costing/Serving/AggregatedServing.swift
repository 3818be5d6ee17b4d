import Quantities

/// Workers that do prefill and decode.
///
/// TPOT = step / tokens per step + sequences · prefill of a request / output tokens: while a sequence gets its tokens, as
/// many prompts pass as sequences are in flight. TTFT = request overhead + wait for the scheduler + own prefill + queue.
struct AggregatedServing: ServingRegime {
  let plain: WorkerModel
  let recorded: WorkerModel
  let traffic: Traffic
  let outputTokens: Double
  let residentLimit: Double
  private let prompt: PromptShape

  init(plain: WorkerModel, recorded: WorkerModel, traffic: Traffic, outputTokens: Double) {
    self.plain = plain
    self.recorded = recorded
    self.traffic = traffic
    self.outputTokens = outputTokens
    residentLimit = plain.residentLimit
    prompt = PromptShape(traffic)
  }

  var decodeRanks: Double { Double(plain.group.workers * plain.group.dataParallel) }

  func times(at point: OperatingPoint, recording: Bool) -> ServingTimes {
    let worker = recording ? recorded : plain
    let step = worker.step(StepBatch(sequences: point.sequencesPerRank)).time
    let prefill = prefillOfRequest(worker, point, step: step)
    let perToken = timePerOutputToken(worker, point, step: step, prefill: prefill)
    let first = timeToFirstToken(worker, point, step: step, prefill: prefill, perToken: perToken)
    return ServingTimes(
      timeToFirstToken: first, timePerOutputToken: perToken,
      prefillUtilisation: prefill.value / (point.interval * Double(worker.group.workers)))
  }

  /// What one request's prompt adds to the steps of its worker; data-parallel ranks take a prompt each.
  private func prefillOfRequest(
    _ worker: WorkerModel, _ point: OperatingPoint, step: Explained<Time>
  ) -> Explained<Time> {
    added(worker, tokens: prompt.tokens, point, step: step).named("prefill of a request")
  }

  private func added(
    _ worker: WorkerModel, tokens: Double, _ point: OperatingPoint, step: Explained<Time>
  ) -> Explained<Time> {
    let ranks = Explained<Scalar>.layout("DP", worker.group.dataParallel, recording: worker.costs.recording)
    guard worker.costs.figures.runtime.promptSteps == .mixed else {
      let alone = worker.prompt(tokens: tokens, span: prompt.span)
      return worker.group.dataParallel == 1 ? alone : alone / ranks
    }
    let mixed = worker.prompt(tokens: tokens, span: prompt.span, beside: point.sequencesPerRank)
    let perStep = worker.costs.figures.runtime.promptTokensPerStep.quantity.value
    let steps = Explained<Scalar>(floatLiteral: max(1, (tokens / perStep).rounded(.up)))
    let extra = mixed - steps * step
    return worker.group.dataParallel == 1 ? extra : extra / ranks
  }

  private func timePerOutputToken(
    _ worker: WorkerModel, _ point: OperatingPoint, step: Explained<Time>, prefill: Explained<Time>
  ) -> Explained<Time> {
    let recording = worker.costs.recording
    let sequences =
      point.sequencesLeaf(recording: recording)
      * .layout("DP", worker.group.dataParallel, recording: recording)
    let output = Explained("output tokens", Quantity<Scalar>(outputTokens), source: Self.source, recording: recording)
    let share = (sequences * prefill / output).named("prefill of others, per token")
    return (worker.perToken(step) + share).named("time per output token")
  }

  private func timeToFirstToken(
    _ worker: WorkerModel, _ point: OperatingPoint, step: Explained<Time>, prefill: Explained<Time>,
    perToken: Explained<Time>
  ) -> Explained<Time> {
    let runtime = worker.costs.figures.runtime
    let recording = worker.costs.recording
    let ranks = Explained<Scalar>.layout("DP", worker.group.dataParallel, recording: recording)
    let workers = Explained<Scalar>.layout("workers", worker.group.workers, recording: recording)
    let admission = (runtime.admissionSteps.leaf(recording: recording) / 2 * perToken).named("wait for the scheduler")
    let own = (worker.group.dataParallel == 1 ? prefill : prefill * ranks)
    let alongside = runtime.promptSteps == .mixed ? (own + step) : own
    let interval = point.intervalLeaf(recording: recording) * workers
    let utilisation = Queueing.utilisation(prefill, interval: interval)
    var parts = [
      runtime.requestOverhead.leaf(recording: recording), admission, alongside.named("own prefill"),
      Queueing.wait(prefill, utilisation: utilisation),
    ]
    parts += crowd(worker, point, step: step, workers: workers)
    return Explained.sum(parts).named("time to first token")
  }

  /// What a closed loop adds: its clients start together, and those that find no room in the HBM wait for it.
  private func crowd(
    _ worker: WorkerModel, _ point: OperatingPoint, step: Explained<Time>, workers: Explained<Scalar>
  ) -> [Explained<Time>] {
    guard case .concurrency(let count) = traffic.load else { return [] }
    let recording = worker.costs.recording
    let clients = Explained("concurrency", Quantity<Scalar>(count), source: Self.source, recording: recording)
    let full = max(prompt.tokens, worker.costs.figures.runtime.promptTokensPerStep.quantity.value)
    let share = Explained<Scalar>(floatLiteral: prompt.tokens / full)
    let crowded = added(worker, tokens: full, point, step: step) * share
    let burst = worker.costs.calibration.startBurst.leaf(recording: recording) * (clients / workers) * crowded
    let spacing = worker.costs.figures.runtime.requestSpacing.leaf(recording: recording) * clients
    var parts = [burst.named("crowd at the start"), spacing.named("spacing of requests")]
    let room = max(1e-3, residentLimit) * decodeRanks
    if count > room {
      let excess =
        clients
        - Explained<Scalar>(
          "sequences that fit", Quantity<Scalar>(room), source: Self.source, recording: recording)
      parts.append((excess * point.intervalLeaf(recording: recording)).named("wait for room in the HBM"))
    }
    return parts
  }

  static let source = DerivationSource(file: "workload", key: "traffic")
}
