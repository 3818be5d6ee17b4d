import Quantities

/// Prefill workers that hand their caches to decode workers.
///
/// A closed network: requests wait for prefill, stay in decode for output tokens · TPOT, and come back. Where prefill is the
/// limit they wait clients / capacity − time in decode.
struct DisaggregatedServing: ServingRegime {
  let decode: WorkerModel
  let outputTokens: Double
  let residentLimit: Double
  private let prefill: PrefillHalf
  private let loop: ClientLoop?

  init(prefill: WorkerModel, decode: WorkerModel, traffic: Traffic, outputTokens: Double) {
    self.prefill = PrefillHalf(prefill, traffic: traffic)
    self.decode = decode
    self.outputTokens = outputTokens
    residentLimit = decode.believableResidentLimit
    loop = ClientLoop(traffic, recorder: decode.costs.recorder)
  }

  var decodeRanks: Double { Double(decode.group.workers * decode.group.dataParallel) }
  private var recorder: Recorder { decode.costs.recorder }

  func times(at point: OperatingPoint) -> ServingTimes {
    let perToken = decode.timePerOutputToken(sequencesPerRank: point.sequencesPerRank)
    let atCapacity = prefill.atCapacity
    let utilisation = Queueing.utilisation(atCapacity, interval: point.intervalLeaf(recorder: recorder))
    let own = prefill.own(utilisation: utilisation.value)
    let wait = Queueing.wait(prefill.service, utilisation: utilisation)
    let first =
      loop.map { closedLoop($0, atCapacity: atCapacity, own: own, wait: wait, perToken: perToken) }
      ?? prefill.timeToFirstToken(own: own, handover: handover, wait: wait)
    return ServingTimes(
      timeToFirstToken: first.named("time to first token"), timePerOutputToken: perToken,
      prefillUtilisation: atCapacity.value / point.interval)
  }

  private var handover: Explained<Time> { CacheHandover.time(from: prefill.worker.costs, to: decode) }

  private func closedLoop(
    _ loop: ClientLoop, atCapacity: Explained<Time>, own: Explained<Time>,
    wait: Explained<Time>, perToken: Explained<Time>
  ) -> Explained<Time> {
    // The crowd's prompts reach the host together, and it takes them one after the other.
    let host =
      (prefill.worker.hostTime(prefill.traffic)
      + prefill.worker.promptHandling(prefill.traffic) * (loop.startShare * loop.clients))
      .named("host")
    let output = recorder(
      "output tokens", Quantity<Scalar>(outputTokens), source: ClientLoop.source)
    let inDecode = (output * perToken).named("time in decode")
    let queue = queue(loop, atCapacity: atCapacity, inDecode: inDecode, besides: own + host + handover, wait: wait)
    let sum = Explained.sum(
      [host, own, handover, crowd(loop, atCapacity: atCapacity, inDecode: inDecode)] + queue)
    let room = decode.waitForRoom(
      loop, ranks: decodeRanks, limit: residentLimit, outputTokens: outputTokens, perToken: perToken, before: sum)
    return room.map { sum + $0 } ?? sum
  }

  /// Where prefill is the limit requests wait clients / capacity − their time elsewhere; else they wait because they come to
  /// one of several ranks by chance, and not at all before a single one, which waves reach one after the other.
  private func queue(
    _ loop: ClientLoop, atCapacity: Explained<Time>, inDecode: Explained<Time>, besides: Explained<Time>,
    wait: Explained<Time>
  ) -> [Explained<Time>] {
    let backlog = loop.settledShare * (loop.clients * atCapacity - inDecode - besides)
    if backlog.value > 0, prefill.servers == 1 || backlog.value > wait.value {
      return [backlog.named("wait for prefill, which is the limit")]
    }
    // No more can wait than there are clients.
    return prefill.servers > 1 ? [Explained.minimum([wait, loop.clients * atCapacity]).named("wait for prefill")] : []
  }

  /// A share of the crowd's prompts is prefilled alone, not in full steps. What chance adds to later waves was found by
  /// simulating closed loops with lengths between 0.8 and 1 of the nominal: 3 % of a wave at few clients, less at many.
  private func crowd(
    _ loop: ClientLoop, atCapacity: Explained<Time>, inDecode: Explained<Time>
  ) -> Explained<Time> {
    let single = recorder(prefill.worker.costs.calibration.singlePrompts)
    let each = single * (prefill.alone / prefill.serverCount) + (1 - single) * atCapacity
    guard loop.startShare.value > 0 else { return Explained(Seconds.zero) }
    let busy = Explained.minimum([1, 2 * (loop.clients * atCapacity / inDecode)])
    let chance = 0.03 * Explained.minimum([1, 6 / loop.clients.squareRoot()]) * busy
    return (each * (loop.clients * (loop.startShare + chance))).named("crowd at the start")
  }
}
