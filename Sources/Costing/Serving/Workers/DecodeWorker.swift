/// A worker that decodes what others prefilled.
struct DecodeWorker: LoadedWorker {
  let worker: WorkerModel
  /// Tokens that it generates for a request; the first comes from prefill.
  private let outputTokens: Double
  let sequencesThatFit: Double
  let fits: Bool
  let highestLoad: Double

  init(_ worker: WorkerModel, traffic: Traffic, fits: Bool) {
    self.worker = worker
    self.fits = fits
    outputTokens = traffic.tokensAfterFirst
    sequencesThatFit = worker.residentLimit
    highestLoad = worker.mostSequences
  }

  var group: WorkerGroup { worker.group }
  var timePerOutputTokenAlone: Double? { worker.timePerOutputTokenAlone }

  /// - Parameter load: Sequences in decode on each rank. Little: rate = sequences / (output tokens · TPOT).
  func state(atLoad load: Double) -> WorkerState {
    let perToken = worker.timePerOutputToken(sequencesPerRank: load).value
    return WorkerState(
      requestsPerSecond: load * Double(group.dataParallel) / (outputTokens * perToken), timeToFirstToken: nil,
      timePerOutputToken: perToken, sequencesPerRank: load, prefillUtilisation: 0)
  }

  func boundBy(atLoad load: Double) -> Resource { worker.step(StepBatch(sequences: load)).boundBy }
}

extension Traffic {
  /// Tokens generated after the first.
  var tokensAfterFirst: Double { max(1, outputTokens - 1) }
}

extension WorkerModel {
  /// Sequences that a rank takes at most: just below what its HBM holds and its scheduler admits.
  var mostSequences: Double {
    let most = min(residentLimit, scheduler.mostSequencesPerRank ?? .infinity, DecodeWorker.mostSequences)
    return most * DecodeWorker.shareOfLimit
  }

  /// TPOT with one sequence on one rank, in each micro-batch of a pipeline.
  var timePerOutputTokenAlone: Double {
    timePerOutputToken(
      sequencesPerRank: Double(group.pipelineParallel) / Double(group.dataParallel)
    ).value
  }
}
