import Quantities

/// A worker that does prefill and hands its caches on.
struct PrefillWorker: LoadedWorker {
  private let half: PrefillHalf
  private let handover: Double
  let sequencesThatFit: Double
  let fits: Bool

  init(_ half: PrefillHalf, handover: Double, longestThatFit: Double) {
    self.half = half
    self.handover = handover
    sequencesThatFit = longestThatFit
    fits = longestThatFit >= half.promptsHeld
  }

  var group: WorkerGroup { half.worker.group }
  var highestLoad: Double { Queueing.highestUtilisation * Self.shareOfLimit }
  var timePerOutputTokenAlone: Double? { nil }

  /// - Parameter load: Share of its time that it works. It waits as a deployment of one such worker would: with more of
  ///   them the same share keeps nobody waiting longer.
  func state(atLoad load: Double) -> WorkerState {
    let wait = Queueing.wait(half.service, utilisation: Explained(floatLiteral: load))
    let first = half.timeToFirstToken(
      own: half.own(utilisation: load), handover: Explained(Seconds(handover)), wait: wait)
    return WorkerState(
      requestsPerSecond: load / half.atCapacity.value, timeToFirstToken: first.value, timePerOutputToken: nil,
      sequencesPerRank: 0, prefillUtilisation: load)
  }

  func boundBy(atLoad load: Double) -> Resource { half.step.boundBy }
}
