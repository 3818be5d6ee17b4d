import Quantities

/// Prefill workers that hand their caches to decode workers.
///
/// A closed network: requests wait for prefill, stay in decode for output tokens · TPOT, and come back. Where prefill is the
/// limit they wait clients / capacity − time in decode.
struct DisaggregatedServing: ServingRegime {
  let plain: (prefill: WorkerModel, decode: WorkerModel)
  let recorded: (prefill: WorkerModel, decode: WorkerModel)
  let traffic: Traffic
  let outputTokens: Double
  let residentLimit: Double
  private let prompt: PromptShape

  init(
    plain: (prefill: WorkerModel, decode: WorkerModel), recorded: (prefill: WorkerModel, decode: WorkerModel),
    traffic: Traffic, outputTokens: Double
  ) {
    self.plain = plain
    self.recorded = recorded
    self.traffic = traffic
    self.outputTokens = outputTokens
    residentLimit = plain.decode.residentLimit
    prompt = PromptShape(traffic)
  }

  var decodeRanks: Double { Double(plain.decode.group.workers * plain.decode.group.dataParallel) }

  func times(at point: OperatingPoint, recording: Bool) -> ServingTimes {
    let workers = recording ? recorded : plain
    let step = workers.decode.step(StepBatch(sequences: point.sequencesPerRank)).time
    let perToken = workers.decode.perToken(step).named("time per output token")
    let atCapacity = serviceAtCapacity(workers.prefill)
    let interval = point.intervalLeaf(recording: recording)
    let utilisation = Queueing.utilisation(atCapacity, interval: interval)
    let own = ownPrefill(workers.prefill, utilisation: utilisation.value)
    var parts = [
      workers.prefill.costs.figures.runtime.requestOverhead.leaf(recording: recording), own,
      handover(workers, recording: recording),
    ]
    let wait = Queueing.wait(own, utilisation: utilisation)
    parts += crowd(workers, atCapacity, own: own, wait: wait, perToken: perToken, interval: interval)
    return ServingTimes(
      timeToFirstToken: Explained.sum(parts).named("time to first token"), timePerOutputToken: perToken,
      prefillUtilisation: atCapacity.value / point.interval)
  }

  /// Time per request of all prefill workers together when every rank has full steps.
  private func serviceAtCapacity(_ worker: WorkerModel) -> Explained<Time> {
    let full = max(prompt.tokens, worker.costs.figures.runtime.promptTokensPerStep.quantity.value)
    let share = Explained<Scalar>(floatLiteral: prompt.tokens / full)
    let servers = Explained<Scalar>.layout(
      "prefill ranks", worker.group.workers * worker.group.dataParallel * worker.group.pipelineParallel,
      recording: worker.costs.recording)
    return (worker.prompt(tokens: full, span: prompt.span) * share / servers).named("prefill per request at capacity")
  }

  /// The more prompts there are, the more ranks of the worker work beside the request's own.
  private func ownPrefill(_ worker: WorkerModel, utilisation: Double) -> Explained<Time> {
    let busy = max(1 / Double(worker.group.dataParallel), utilisation)
    return worker.prompt(tokens: prompt.tokens, span: prompt.span, busyRanks: busy).named("own prefill")
  }

  /// The runtime's part and the cache's way over the network: what one rank of decode receives, over its own links.
  private func handover(
    _ workers: (prefill: WorkerModel, decode: WorkerModel), recording: Bool
  ) -> Explained<Time> {
    let costs = workers.decode.costs
    let level = costs.network.levels[min(1, costs.network.levels.count - 1)]
    let collective = costs.figures.calibration.pointToPoint
    let layers = costs.kinds.indices.map { kind in
      Explained<Scalar>.layout("layers", costs.kindOfLayer.count { $0 == kind }, recording: recording)
        * costs.layerCache(kind: kind, layout: workers.decode.layout)
    }
    let rate = level.bandwidth * collective.scaleOutEfficiency.leaf(recording: recording)
    let transfer = (Explained.sum(layers).named("KV cache of a sequence") / rate).named("transfer of the KV cache")
    return (costs.figures.runtime.handover.leaf(recording: recording) + transfer).named("handover to decode")
  }

  private func crowd(
    _ workers: (prefill: WorkerModel, decode: WorkerModel), _ atCapacity: Explained<Time>, own: Explained<Time>,
    wait: Explained<Time>, perToken: Explained<Time>, interval: Explained<Time>
  ) -> [Explained<Time>] {
    guard case .concurrency(let count) = traffic.load else { return [wait] }
    let recording = workers.decode.costs.recording
    let source = AggregatedServing.source
    let clients = Explained("concurrency", Quantity<Scalar>(count), source: source, recording: recording)
    let output = Explained("output tokens", Quantity<Scalar>(outputTokens), source: source, recording: recording)
    let startBurst = workers.decode.costs.calibration.startBurst.leaf(recording: recording)
    let burst = (startBurst * clients * atCapacity).named("crowd at the start")
    let runtime = workers.prefill.costs.figures.runtime
    let spacing = (runtime.requestSpacing.leaf(recording: recording) * clients).named("spacing of requests")
    // One of ten waves is the crowd at the start; the others find the queue that capacity leaves.
    let backlog = 0.9 * (clients * atCapacity - output * perToken - own)
    let queue = backlog.value > wait.value ? backlog.named("wait for prefill, which is the limit") : wait
    var parts = [queue, burst, spacing]
    let room = max(1e-3, residentLimit) * decodeRanks
    if count > room {
      let excess =
        clients - Explained("sequences that fit", Quantity<Scalar>(room), source: source, recording: recording)
      parts.append((excess * interval).named("wait for room in the HBM"))
    }
    return parts
  }
}
