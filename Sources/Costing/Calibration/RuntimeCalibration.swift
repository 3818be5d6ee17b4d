import Inputs
import Quantities

/// What a serving runtime adds to the figures of the hardware that it runs on.
public struct RuntimeCalibration: Sendable, Hashable {
  /// Where prompts are worked on.
  public enum PromptSteps: String, Sendable, Hashable, CaseIterable {
    /// In the steps of decode.
    case mixed
    /// In steps of their own.
    case separate
  }

  /// "vllm", "sglang", "trtllm", or "any".
  public let name: String
  /// Its fixed costs per layer over those of the family.
  let overheadFactor: Calibrated<Scalar>
  /// Between a client's request and the runtime's scheduler, and from its first token back to the client.
  let requestOverhead: Calibrated<Time>
  /// Whether prompts share steps with decode, or have steps of their own while decode waits.
  let promptSteps: PromptSteps
  /// Prompt tokens of a step at most, on each data-parallel rank.
  let promptTokensPerStep: Calibrated<Scalar>
  /// Steps of decode between two looks at the queue of waiting requests.
  let admissionSteps: Calibrated<Scalar>
  /// What every request of a crowd that arrives at once delays the others by, before any prefill.
  let requestSpacing: Calibrated<Time>
  /// From the end of prefill on one worker to the request's place in the batch of another, without the transfer.
  let handover: Calibrated<Time>
}

extension RuntimeCalibration {
  /// Reads one entry of `runtimes`.
  init(name: String, _ node: InputNode) throws {
    try node.allowOnly([
      "overheadFactor", "requestOverhead", "promptSteps", "promptTokensPerStep", "admissionSteps", "requestSpacing",
      "handover",
    ])
    self.name = name
    overheadFactor = try Calibrated(node.required("overheadFactor"), range: 0.1...10)
    requestOverhead = try Calibrated(node.required("requestOverhead"), range: 0...10)
    promptSteps = try node.required("promptSteps", expected: "mixed or separate").choice(PromptSteps.self)
    promptTokensPerStep = try Calibrated(node.required("promptTokensPerStep"), range: 1...1e7)
    admissionSteps = try Calibrated(node.required("admissionSteps"), range: 0...1_000)
    requestSpacing = try Calibrated(node.required("requestSpacing"), range: 0...1)
    handover = try Calibrated(node.required("handover"), range: 0...10)
  }
}
