/// A worker that does prefill and decode.
struct MixedWorker: LoadedWorker {
  private let serving: AggregatedServing
  let sequencesThatFit: Double
  let fits: Bool
  let highestLoad: Double

  init(_ worker: WorkerModel, traffic: Traffic, fits: Bool) {
    serving = AggregatedServing(worker: worker, traffic: traffic, outputTokens: traffic.tokensAfterFirst)
    self.fits = fits
    sequencesThatFit = worker.residentLimit
    highestLoad = worker.mostSequences
  }

  var group: WorkerGroup { serving.worker.group }
  var timePerOutputTokenAlone: Double? { serving.worker.timePerOutputTokenAlone }

  /// - Parameter load: Sequences in decode on each rank; how many arrivals keep them there follows from their TPOT.
  func state(atLoad load: Double) -> WorkerState {
    let (point, times) = serving.settled(sequencesPerRank: load)
    return WorkerState(
      requestsPerSecond: 1 / point.interval, timeToFirstToken: times.timeToFirstToken.value,
      timePerOutputToken: times.timePerOutputToken.value, sequencesPerRank: load,
      prefillUtilisation: times.prefillUtilisation)
  }

  func boundBy(atLoad load: Double) -> Resource { serving.worker.step(StepBatch(sequences: load)).boundBy }
}
