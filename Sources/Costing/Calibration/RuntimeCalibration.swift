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
  /// Tokenising and passing on one token of a prompt.
  let promptToken: Calibrated<Time>
  /// Steps that pass, on average, before a request is looked at and before its first token is sent, its own prefill apart.
  let firstTokenSteps: Calibrated<Scalar>
  /// From the end of prefill on one worker to the request's place in the batch of another, without the transfer.
  let handover: Calibrated<Time>
}

extension RuntimeCalibration {
  /// Reads one entry of `runtimes`.
  init(name: String, _ node: InputNode) throws {
    try node.allowOnly([
      "overheadFactor", "requestOverhead", "promptSteps", "promptTokensPerStep", "promptToken",
      "firstTokenSteps", "handover",
    ])
    self.name = name
    overheadFactor = try Calibrated(node.required("overheadFactor"), range: 0.1...10)
    requestOverhead = try Calibrated(node.required("requestOverhead"), range: 0...10)
    promptSteps = try node.required("promptSteps", expected: "mixed or separate").choice(PromptSteps.self)
    promptTokensPerStep = try Calibrated(node.required("promptTokensPerStep"), range: 1...1e7)
    promptToken = try Calibrated(node.required("promptToken"), range: 0...1)
    firstTokenSteps = try Calibrated(node.required("firstTokenSteps"), range: 0...1_000)
    handover = try Calibrated(node.required("handover"), range: 0...10)
  }
}
