import Foundation
import Quantities

/// Prefill workers that hand their caches to decode workers.
///
/// A closed network: requests wait for prefill, stay in decode for output tokens · TPOT, and come back. Where prefill is the
/// limit they wait clients / capacity − time in decode.
struct DisaggregatedServing: ServingRegime {
  let prefill: WorkerModel
  let decode: WorkerModel
  let traffic: Traffic
  let outputTokens: Double
  let residentLimit: Double
  private let prompt: PromptShape
  private let loop: ClientLoop?
  /// Time of a rank for a request when its steps are full.
  private let service: Explained<Time>
  /// Time of a rank for a request when all ranks have one and nothing else.
  private let alone: Explained<Time>

  init(prefill: WorkerModel, decode: WorkerModel, traffic: Traffic, outputTokens: Double) {
    self.prefill = prefill
    self.decode = decode
    self.traffic = traffic
    self.outputTokens = outputTokens
    residentLimit = decode.believableResidentLimit
    prompt = PromptShape(traffic)
    loop = ClientLoop(traffic, recording: decode.costs.recording)
    let full = max(prompt.tokens, prefill.costs.figures.runtime.promptTokensPerStep.quantity.value)
    let share = ClientLoop.figure(
      "share of a full step", prompt.tokens / full, recording: prefill.costs.recording)
    service = (prefill.prompt(tokens: full, span: prompt.span) * share).named("prefill of a request in full steps")
    alone = prefill.prompt(tokens: prompt.tokens, span: prompt.span).named("prefill of a request alone")
  }

  var decodeRanks: Double { Double(decode.group.workers * decode.group.dataParallel) }
  private var recording: Bool { decode.costs.recording }
  private var runtime: RuntimeCalibration { prefill.costs.figures.runtime }
  /// Prompts that the prefill workers work on side by side.
  private var servers: Int {
    prefill.group.workers * prefill.group.dataParallel * prefill.group.pipelineParallel
  }

  func times(at point: OperatingPoint) -> ServingTimes {
    let step = decode.step(StepBatch(sequences: point.sequencesPerRank)).time
    let perToken = decode.perToken(step).named("time per output token")
    let atCapacity = (service / serverCount).named("prefill per request at capacity")
    let utilisation = Queueing.utilisation(atCapacity, interval: point.intervalLeaf(recording: recording))
    let own = ownPrefill(utilisation: utilisation.value)
    let wait = Queueing.wait(service, utilisation: utilisation)
    let first =
      loop.map { closedLoop($0, atCapacity: atCapacity, own: own, wait: wait, perToken: perToken) }
      ?? Explained.sum([prefill.hostTime(traffic), own, handover, wait])
    return ServingTimes(
      timeToFirstToken: first.named("time to first token"), timePerOutputToken: perToken,
      prefillUtilisation: atCapacity.value / point.interval)
  }

  private var serverCount: Explained<Scalar> { .layout("prefill ranks", servers, recording: recording) }

  /// The more prompts there are, the more ranks of the worker work beside the request's own.
  private func ownPrefill(utilisation: Double) -> Explained<Time> {
    let busy = max(1 / Double(prefill.group.dataParallel), utilisation)
    return prefill.prompt(tokens: prompt.tokens, span: prompt.span, busyRanks: busy).named("own prefill")
  }

  /// The runtime's part and the cache's way over the network: what one rank of decode receives, over its own links.
  private var handover: Explained<Time> {
    let costs = decode.costs
    let level = costs.network.levels[min(1, costs.network.levels.count - 1)]
    let collective = costs.figures.calibration.pointToPoint
    let layers = costs.kinds.indices.map { kind in
      Explained<Scalar>.layout("layers", costs.layersOfKind[kind], recording: recording)
        * costs.layerCache(kind: kind, layout: decode.layout)
    }
    let rate = level.bandwidth * collective.scaleOutEfficiency.leaf(recording: recording)
    let transfer = (Explained.sum(layers).named("KV cache of a sequence") / rate).named("transfer of the KV cache")
    return (costs.figures.runtime.handover.leaf(recording: recording) + transfer).named("handover to decode")
  }

  private func closedLoop(
    _ loop: ClientLoop, atCapacity: Explained<Time>, own: Explained<Time>,
    wait: Explained<Time>, perToken: Explained<Time>
  ) -> Explained<Time> {
    // The crowd's prompts reach the host together, and it takes them one after the other.
    let host = (prefill.hostTime(traffic) + prefill.promptHandling(traffic) * (loop.startShare * loop.clients))
      .named("host")
    let output = Explained(
      "output tokens", Quantity<Scalar>(outputTokens), source: ClientLoop.source, recording: recording)
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
    if backlog.value > 0, servers == 1 || backlog.value > wait.value {
      return [backlog.named("wait for prefill, which is the limit")]
    }
    // No more can wait than there are clients.
    return servers > 1 ? [Explained.minimum([wait, loop.clients * atCapacity]).named("wait for prefill")] : []
  }

  /// A share of the crowd's prompts is prefilled alone, not in full steps. What chance adds to later waves was found by
  /// simulating closed loops with lengths between 0.8 and 1 of the nominal: 3 % of a wave at few clients, less at many.
  private func crowd(
    _ loop: ClientLoop, atCapacity: Explained<Time>, inDecode: Explained<Time>
  ) -> Explained<Time> {
    let single = prefill.costs.calibration.singlePrompts.leaf(recording: recording)
    let each = single * (alone / serverCount) + (1 - single) * atCapacity
    guard loop.startShare.value > 0 else { return Explained(Seconds.zero) }
    let busy = Explained.minimum([1, 2 * (loop.clients * atCapacity / inDecode)])
    let chance = 0.03 * Explained.minimum([1, 6 / loop.clients.squareRoot()]) * busy
    return (each * (loop.clients * (loop.startShare + chance))).named("crowd at the start")
  }
}
