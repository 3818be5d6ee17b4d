import Models
import Quantities

/// One worker of a deployment: what its steps cost and how many sequences its HBM holds.
struct WorkerModel: Sendable {
  let costs: CostModel
  let group: WorkerGroup
  let layout: StageLayout
  let speculation: Speculation?
  let overlapsTwoBatches: Bool
  let scheduler: SchedulerSettings
  /// Coefficient of variation of the contexts that the ranks hold.
  let lengthVariation: Explained<Scalar>?

  /// The layout of one stage: in one domain where it fits, else in as many whole domains as it needs.
  static func stageLayout(_ group: WorkerGroup, gpusPerDomain: Int) -> StageLayout? {
    let gpus = group.gpusPerStage
    guard gpus > 0, group.expertParallel > 0, gpus % group.expertParallel == 0 else { return nil }
    let domains = (gpus + gpusPerDomain - 1) / gpusPerDomain
    guard gpus % domains == 0 else { return nil }
    return StageLayout(
      domains: domains, gpusPerDomain: gpus / domains, tensorParallel: group.tensorParallel,
      expertTensorParallel: group.expertTensorParallel)
  }

  /// The time in which every sequence of the worker goes through all layers once. With P stages P micro-batches are in
  /// flight, each a P-th of the sequences, and all stages work.
  func step(_ batch: StepBatch) -> StepCost {
    var batch = batch
    batch.sequences /= Double(group.pipelineParallel)
    if let speculation { batch.tokensPerSequence = Double(1 + speculation.draftTokens) }
    guard overlapsTwoBatches else { return StepCost(operators(batch), name: "step") }
    batch.sequences /= 2
    batch.promptTokens /= 2
    let calibration = costs.calibration
    let share = costs.recorder(
      batch.promptTokens > 0 ? calibration.promptOverlapShare : calibration.overlapShare)
    return StepCost(overlapping: operators(batch), share: share)
  }

  /// TPOT of a step: a step yields more than one token where drafted tokens are accepted.
  func perToken(_ step: Explained<Time>) -> Explained<Time> {
    guard let speculation else { return step }
    let accepted = costs.recorder(
      "tokens per step", Quantity<Scalar>(speculation.tokensPerStep),
      source: DerivationSource(
        file: "workload", key: "speculation", evidence: "(1 - a^(d+1)) / (1 - a) at acceptance a of d drafted tokens"))
    return step / accepted
  }

  /// TPOT of decode alone, with so many sequences on each rank.
  func timePerOutputToken(sequencesPerRank: Double) -> Explained<Time> {
    perToken(step(StepBatch(sequences: sequencesPerRank)).time).named("time per output token")
  }

  /// The prefill of a prompt, in as many steps as its tokens need.
  /// - Parameters:
  ///   - tokens: That are not in a prefix cache, on each busy rank.
  ///   - span: Tokens that each attends to on average.
  ///   - sequences: In decode beside it.
  ///   - busyRanks: Share of the ranks that have a prompt.
  func prompt(tokens: Double, span: Double, beside sequences: Double = 0, busyRanks: Double = 1) -> Explained<Time> {
    let steps = promptSteps(tokens)
    let batch = StepBatch(
      sequences: sequences, promptTokens: tokens / steps, promptSpan: span, busyRanks: busyRanks)
    let time = step(batch).time
    guard steps > 1 else { return time }
    return costs.recorder.layout("steps of the prompt", Int(steps)) * time
  }

  /// Steps that a prompt of so many tokens needs.
  func promptSteps(_ tokens: Double) -> Double {
    max(1, (tokens / costs.figures.runtime.promptTokensPerStep.quantity.value).rounded(.up))
  }

  /// Steps that pass, on average, before a request is looked at and before its first token is sent.
  var firstTokenSteps: Explained<Scalar> {
    guard let steps = scheduler.stepsBetweenAdmissions else {
      return costs.recorder(costs.figures.runtime.firstTokenSteps)
    }
    return costs.recorder(
      "steps between admissions", Quantity<Scalar>(steps), source: ClientLoop.source) / 2
  }

  /// Between a client and the scheduler and back: a fixed part, and one for each token of the prompt.
  func hostTime(_ traffic: Traffic) -> Explained<Time> {
    let fixed = costs.recorder(costs.figures.runtime.requestOverhead)
    return (fixed + promptHandling(traffic)).named("host")
  }

  /// Tokenising and passing on a prompt.
  func promptHandling(_ traffic: Traffic) -> Explained<Time> {
    let tokens = costs.recorder(
      "input tokens", Quantity<Scalar>(traffic.inputTokens), source: ClientLoop.source)
    return (costs.recorder(costs.figures.runtime.promptToken) * tokens).named("handling of the prompt")
  }

  /// Where more clients ask than sequences fit, they wait clients / capacity − their time elsewhere.
  func waitForRoom(
    _ loop: ClientLoop, ranks: Double, limit: Double, outputTokens: Double, perToken: Explained<Time>,
    before: Explained<Time>
  ) -> Explained<Time>? {
    guard loop.clients.value > limit * ranks else { return nil }
    let room = costs.recorder(
      "sequences that fit", Quantity<Scalar>(limit * ranks), source: ClientLoop.source)
    let output = ClientLoop.figure("output tokens", outputTokens, recorder: costs.recorder)
    let inDecode = output * perToken
    let wait = loop.settledShare * ((loop.clients / room) * inDecode - inDecode - before)
    return wait.value > 0 ? wait.named("wait for room in the HBM") : nil
  }

  /// The operators of all layers with how often each runs, then head, draft and overheads.
  private func operators(_ batch: StepBatch) -> [(count: Int, cost: OperatorCost)] {
    let step = costs.step(layout, batch, lengthVariation)
    var all: [(count: Int, cost: OperatorCost)] = []
    for kind in costs.kinds.indices {
      let count = costs.layersOfKind[kind]
      all += costs.layerCost(kind: kind, step).operators.map { (count: count, cost: $0) }
    }
    let stages = group.pipelineParallel
    if stages > 1 { all += hops(step, batch) }
    let overhead = costs.stepOverhead()
    if overhead.time.value > 0 { all.append((count: stages, cost: overhead)) }
    if batch.sequences > 0 || batch.promptTokens > 0 { all.append((count: stages, cost: costs.headCost(step))) }
    if let speculation, batch.sequences > 0 { all += draft(speculation, batch, step) }
    return all
  }

  private func hops(_ step: StepShape, _ batch: StepBatch) -> [(count: Int, cost: OperatorCost)] {
    let level = costs.level(spanningDomains: group.gpusPerWorker > costs.pool.gpusPerDomain ? 2 : 1)
    let hop = PipelineHop.cost(
      tokens: step.tokensPerRank, hiddenSize: costs.operators[0].hiddenSize, tensorParallel: step.tensorParallel,
      level: level, network: costs.network, costs.figures)
    return [(count: group.pipelineParallel, cost: hop)]
  }

  /// d passes of the draft: one layer like the model's last and the LM head, a token for each sequence.
  private func draft(
    _ speculation: Speculation, _ batch: StepBatch, _ step: StepShape
  ) -> [(count: Int, cost: OperatorCost)] {
    let one = costs.step(layout, StepBatch(sequences: batch.sequences), lengthVariation)
    let last = costs.kindOfLayer.last ?? 0
    let drafted = costs.layerCost(kind: last, one).operators + [costs.headCost(one)]
    return drafted.map { (count: speculation.draftTokens, cost: $0.prefixed("draft: ")) }
  }

  /// Sequences that the HBM of one rank holds beside the weights; below 1 where not even one fits.
  var residentLimit: Double { memory.sequencesThatFit(microBatches: group.pipelineParallel) }

  private var memory: StageMemory { costs.memory(of: group, layout: layout) }

  /// What fills the HBM of its fullest rank beside the caches of so many sequences.
  func memory(holding sequences: Double) -> MemoryUse {
    memory.use(meanSequences: sequences, microBatches: group.pipelineParallel)
  }

  /// The ranges of error that the calibration has for workers of a kind of deployment, or for those across domains.
  func errors(_ kind: ErrorRange.Deployment) -> [ErrorRange.Subject: ErrorRange] {
    var errors: [ErrorRange.Subject: ErrorRange] = [:]
    for subject in ErrorRange.Subject.allCases {
      errors[subject] = costs.errorRange(of: subject, layout.domains > 1 ? .acrossDomains : kind)
    }
    return errors
  }

  /// The same as far as it can be believed: what runs holds at least one sequence, whatever this reckoning says.
  var believableResidentLimit: Double {
    let limit = residentLimit
    return min(limit < 1 ? .infinity : limit, scheduler.mostSequencesPerRank ?? .infinity)
  }
}

extension WorkerModel {
  /// A worker of a request, on the mean context of its traffic.
  init(_ request: ServingRequest, _ group: WorkerGroup, layout: StageLayout, costs: CostModel) {
    self.init(
      costs: costs, group: group, layout: layout, speculation: request.speculation,
      overlapsTwoBatches: request.overlapsTwoBatches, scheduler: request.scheduler,
      lengthVariation: Self.lengthVariation(request.traffic, recorder: costs.recorder))
  }

  /// What workers of a pool cost, whose sequences hold `context` tokens.
  /// - Throws: `Diagnostic` where the calibration does not know the hardware or the runtime.
  static func costs(
    _ request: ServingRequest, pool: Int, context: Double, hasCopies: Bool, recorder: Recorder
  ) throws -> CostModel {
    try CostModel(
      model: request.model, cluster: request.cluster, poolIndex: pool,
      workload: Workload(averageContext: context, cacheFormat: request.cacheFormat, source: "traffic"),
      calibration: request.calibration, runtime: request.runtime,
      imbalance: request.imbalance.replicated(hasCopies), recorder: recorder)
  }

  /// Contexts of sequences that are as likely at their first token as at their last: output / √12 / mean context. `nil` where
  /// a context is given, which all sequences have.
  private static func lengthVariation(_ traffic: Traffic, recorder: Recorder) -> Explained<Scalar>? {
    guard traffic.averageContext == nil, traffic.outputTokens > 1 else { return nil }
    let output = recorder(
      "output tokens", Quantity<Scalar>(traffic.outputTokens), source: ClientLoop.source)
    let mean = recorder(
      "average context", Quantity<Scalar>(traffic.meanContext), source: ClientLoop.source)
    return (output / Explained<Scalar>(integerLiteral: 12).squareRoot() / mean).named("variation of contexts")
  }
}

extension Traffic {
  /// Tokens for which HBM is reserved for each sequence when it is counted how many fit: the mean.
  public var reservedTokens: Double { meanContext }

  /// KV tokens that a sequence in decode holds on average.
  var meanContext: Double { averageContext ?? ReservedLength.mean.tokens(input: inputTokens, output: outputTokens) }
}
