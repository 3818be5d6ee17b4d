import Quantities

/// Workers that do prefill and decode.
///
/// TPOT = step / tokens per step + sequences · prefill of a request / output tokens: while a sequence gets its tokens, as
/// many prompts pass as sequences are in flight; in a closed loop those of the other clients alone. TTFT = host + wait for the scheduler + own prefill + queue.
struct AggregatedServing: ServingRegime {
  let worker: WorkerModel
  let traffic: Traffic
  let outputTokens: Double
  let residentLimit: Double
  private let prompt: PromptShape
  private let loop: ClientLoop?
  private let workers, ranks: Explained<Scalar>

  init(worker: WorkerModel, traffic: Traffic, outputTokens: Double) {
    self.worker = worker
    self.traffic = traffic
    self.outputTokens = outputTokens
    residentLimit = worker.believableResidentLimit
    prompt = PromptShape(traffic)
    let recorder = worker.costs.recorder
    loop = ClientLoop(traffic, recorder: recorder)
    workers = recorder.layout("workers", worker.group.workers)
    ranks = recorder.layout("DP", worker.group.dataParallel)
  }

  var decodeRanks: Double { Double(worker.group.workers * worker.group.dataParallel) }
  private var runtime: RuntimeCalibration { worker.costs.figures.runtime }
  private var recorder: Recorder { worker.costs.recorder }

  func times(at point: OperatingPoint) -> ServingTimes {
    times(of: work(point), at: point)
  }

  /// The point at which arrivals keep so many sequences in decode on each rank, and its times.
  func settled(sequencesPerRank: Double) -> (point: OperatingPoint, times: ServingTimes) {
    var point = OperatingPoint(interval: 1, sequencesPerRank: sequencesPerRank)
    let work = work(point)
    point.interval = outputTokens * work.perToken.value / (sequencesPerRank * decodeRanks)
    return (point, times(of: work, at: point))
  }

  /// What the steps of a worker are busy with; it depends on the resident batch alone.
  private struct Work {
    let step, prefill, perToken: Explained<Time>
  }

  private func work(_ point: OperatingPoint) -> Work {
    let step = worker.step(StepBatch(sequences: point.sequencesPerRank)).time
    let prefill = added(tokens: prompt.tokens, point, step: step).named("prefill of a request")
    return Work(
      step: step, prefill: prefill, perToken: timePerOutputToken(point, step: step, prefill: prefill))
  }

  private func times(of work: Work, at point: OperatingPoint) -> ServingTimes {
    ServingTimes(
      timeToFirstToken: timeToFirstToken(point, step: work.step, prefill: work.prefill, perToken: work.perToken),
      timePerOutputToken: work.perToken,
      prefillUtilisation: work.prefill.value / (point.interval * Double(worker.group.workers)))
  }

  /// What prompts of so many tokens add to the steps of their worker; data-parallel ranks take prompts side by side.
  private func added(tokens: Double, _ point: OperatingPoint, step: Explained<Time>) -> Explained<Time> {
    guard runtime.promptSteps == .mixed else { return perRank(worker.prompt(tokens: tokens, span: prompt.span)) }
    let mixed = worker.prompt(tokens: tokens, span: prompt.span, beside: point.sequencesPerRank)
    let steps = ClientLoop.figure("steps of the prompt", worker.promptSteps(tokens), recorder: recorder)
    let before = stepOfPromptKernels(tokens / steps.value, point).map { Explained.minimum([step, $0]) } ?? step
    return perRank(mixed - steps * before)
  }

  /// The same sequences in the kernels of a step with a prompt, of a token at most: they may move fewer bytes than those for
  /// decode. What a prompt adds is counted from there on where that is sooner, or tokens of prompts would come as a gift.
  private func stepOfPromptKernels(_ tokens: Double, _ point: OperatingPoint) -> Explained<Time>? {
    let calibration = worker.costs.calibration
    guard worker.layout.expertParallel > 1, calibration.promptCopies != calibration.dispatchCopies else { return nil }
    return worker.step(StepBatch(sequences: point.sequencesPerRank, promptTokens: min(1, tokens), promptSpan: 1)).time
  }

  private func perRank(_ time: Explained<Time>) -> Explained<Time> {
    worker.group.dataParallel == 1 ? time : time / ranks
  }

  private func timePerOutputToken(
    _ point: OperatingPoint, step: Explained<Time>, prefill: Explained<Time>
  ) -> Explained<Time> {
    let sequences = point.sequencesLeaf(recorder: recorder) * ranks
    let output = recorder(
      "output tokens", Quantity<Scalar>(outputTokens), source: ClientLoop.source)
    let all = sequences * prefill / output
    let room = residentLimit * Double(worker.group.dataParallel)
    let others = loop.map { all * $0.othersShare(workers: workers, room: room, recorder: recorder) } ?? all
    let share = others.named("prefill of others, per token")
    return (worker.perToken(step) + share).named("time per output token")
  }

  private func timeToFirstToken(
    _ point: OperatingPoint, step: Explained<Time>, prefill: Explained<Time>, perToken: Explained<Time>
  ) -> Explained<Time> {
    let admission = (worker.firstTokenSteps * perToken).named("wait for the scheduler")
    let own = worker.group.dataParallel == 1 ? prefill : prefill * ranks
    let parts = [
      worker.hostTime(traffic), admission, (runtime.promptSteps == .mixed ? own + step : own).named("own prefill"),
    ]
    guard let loop else { return openLoop(parts, prefill, point) }
    let sum = Explained.sum(parts + [crowd(loop, prefill, point, step: step)])
    let room = worker.waitForRoom(
      loop, ranks: decodeRanks, limit: residentLimit, outputTokens: outputTokens, perToken: perToken, before: sum)
    return (room.map { sum + $0 } ?? sum).named("time to first token")
  }

  private func openLoop(
    _ parts: [Explained<Time>], _ prefill: Explained<Time>, _ point: OperatingPoint
  ) -> Explained<Time> {
    let interval = point.intervalLeaf(recorder: recorder) * workers
    let utilisation = Queueing.utilisation(prefill, interval: interval)
    return Explained.sum(parts + [Queueing.wait(prefill, utilisation: utilisation)]).named("time to first token")
  }

  /// The crowd at the start is prefilled one prompt a step where prompts share the steps of decode, and as many as fit a
  /// step where they have their own, of which each also waits for the others of its step.
  private func crowd(
    _ loop: ClientLoop, _ prefill: Explained<Time>, _ point: OperatingPoint, step: Explained<Time>
  ) -> Explained<Time> {
    let waiting = loop.clients / workers
    guard runtime.promptSteps == .separate else {
      let ahead = Explained.maximum([0, waiting - 1])
      return (loop.startShare * ahead * prefill).named("crowd at the start")
    }
    let full = max(prompt.tokens, runtime.promptTokensPerStep.quantity.value)
    let together = ClientLoop.figure(
      "prompts of a full step", max(1, (full / prompt.tokens).rounded(.down)), recorder: recorder)
    let share = ClientLoop.figure("share of a full step", prompt.tokens / full, recorder: recorder)
    let ahead = Explained.maximum([0, waiting + Explained.minimum([waiting, together]) - 2])
    let each = added(tokens: full, point, step: step) * share
    return (loop.startShare * ahead * each).named("crowd at the start")
  }
}
