import Quantities

/// Prefill workers that do nothing else: one half of a deployment whose decode is apart.
struct PrefillHalf: Sendable {
  let worker: WorkerModel
  let traffic: Traffic
  let prompt: PromptShape
  /// Time of a rank for a request when its steps are full.
  let service: Explained<Time>
  /// Time of a rank for a request when all ranks have one and nothing else.
  let alone: Explained<Time>

  init(_ worker: WorkerModel, traffic: Traffic) {
    self.worker = worker
    self.traffic = traffic
    let prompt = PromptShape(traffic)
    self.prompt = prompt
    let full = Self.fullStep(worker, prompt)
    let share = ClientLoop.figure("share of a full step", prompt.tokens / full, recording: worker.costs.recording)
    service = (worker.prompt(tokens: full, span: prompt.span) * share).named("prefill of a request in full steps")
    alone = worker.prompt(tokens: prompt.tokens, span: prompt.span).named("prefill of a request alone")
  }

  /// Prompts that the workers work on side by side.
  var servers: Int { worker.group.workers * worker.group.dataParallel * worker.group.pipelineParallel }

  var serverCount: Explained<Scalar> { .layout("prefill ranks", servers, recording: worker.costs.recording) }

  /// 1 / requests per second that all of them finish when they always work.
  var atCapacity: Explained<Time> { (service / serverCount).named("prefill per request at capacity") }

  /// The more prompts there are, the more ranks of the worker work beside the request's own.
  func own(utilisation: Double) -> Explained<Time> {
    let busy = max(1 / Double(worker.group.dataParallel), utilisation)
    return worker.prompt(tokens: prompt.tokens, span: prompt.span, busyRanks: busy).named("own prefill")
  }

  /// TTFT of arrivals that do not wait for answers.
  func timeToFirstToken(
    own: Explained<Time>, handover: Explained<Time>, wait: Explained<Time>
  ) -> Explained<Time> {
    Explained.sum([worker.hostTime(traffic), own, handover, wait])
  }

  /// A full step.
  var step: StepCost {
    let tokens = Self.fullStep(worker, prompt)
    return worker.step(StepBatch(promptTokens: tokens / worker.promptSteps(tokens), promptSpan: prompt.span))
  }

  /// Prompts whose caches a rank holds at once: those of a full step, in every stage of a pipeline.
  var promptsHeld: Double {
    max(1, Self.fullStep(worker, prompt) / prompt.tokens) * Double(worker.group.pipelineParallel)
  }

  private static func fullStep(_ worker: WorkerModel, _ prompt: PromptShape) -> Double {
    max(prompt.tokens, worker.costs.figures.runtime.promptTokensPerStep.quantity.value)
  }
}
