import Experts
import Plans
import Quantities

/// A layout that an engine cannot run in any form.
public struct LayoutNotExpressible: Error, Codable, Sendable, Equatable {
  /// The best that the engine can run instead, for the same question.
  public struct Alternative: Codable, Sendable, Equatable {
    /// "PP2 × TP4 DP2, 16 GPUs".
    public var layout: String
    /// TPOT of it.
    public var timePerOutputToken: Double
    /// TPOT of the plan.
    public var plannedTimePerOutputToken: Double
    /// Output tokens per second of a GPU with it.
    public var tokensPerSecondPerGPU: Double
    /// Output tokens per second of a GPU as planned.
    public var plannedTokensPerSecondPerGPU: Double

    enum CodingKeys: String, CodingKey {
      case layout
      case timePerOutputToken = "timePerOutputToken_s"
      case plannedTimePerOutputToken = "plannedTimePerOutputToken_s"
      case tokensPerSecondPerGPU, plannedTokensPerSecondPerGPU
    }

    /// - Parameters:
    ///   - plan: A plan that the engine can run.
    ///   - planned: The plan that it cannot run.
    public init(_ plan: Plan, instead planned: Plan) {
      layout = plan.sentence
      timePerOutputToken = plan.slowestTimePerOutputToken
      plannedTimePerOutputToken = planned.slowestTimePerOutputToken
      tokensPerSecondPerGPU = plan.total.tokensPerSecondPerGPU
      plannedTokensPerSecondPerGPU = planned.total.tokensPerSecondPerGPU
    }
  }

  /// "launch-refusal/1".
  public let layline: String
  /// The engine with its version.
  public let engine: String
  /// The layouts that it can run.
  public let rule: EngineRule
  /// The worker.
  public let worker: String
  /// The reasons for the refusal, in sentences.
  public let reasons: [String]
  /// The best alternative; absent where none was searched, or no layout of the engine fits.
  public var alternative: Alternative?

  public init(engine: String, rule: EngineRule, worker: String, reasons: [String]) {
    layline = "launch-refusal/1"
    self.engine = engine
    self.rule = rule
    self.worker = worker
    self.reasons = reasons
  }
}

/// A deviation of an engine from a plan, with its effect on the prediction.
public struct Deviation: Sendable, Equatable {
  /// The change of the prediction's inputs.
  public enum Effect: Sendable, Equatable {
    /// No effect on the prediction.
    case none
    /// Experts lie so when the engine starts.
    case experts(ExpertLocations)
    /// This number of micro-batches is in flight.
    case microBatches(Int)
  }

  /// The stable identifiers, for scripts; `layline schema identifiers` lists them.
  public enum Identifier: String, CustomStringConvertible, Sendable, CaseIterable, Codable {
    case checkpointForm = "checkpoint-form"
    case checkpointNeeded = "checkpoint-needed"
    case draftLayers = "draft-layers"
    case expertsInOrder = "experts-in-order"
    case expertsRebalanced = "experts-rebalanced"
    case microBatches = "micro-batches"
    case oneCopy = "one-copy"
    case prefillIncluded = "prefill-included"
    case proxyNeeded = "proxy-needed"
    case slotsFilled = "slots-filled"

    public var description: String { rawValue }
  }

  public let id: Identifier
  /// The deviation in a sentence.
  public let sentence: String
  public let effect: Effect

  public init(id: Identifier, sentence: String, effect: Effect = .none) {
    self.id = id
    self.sentence = sentence
    self.effect = effect
  }
}

/// A runtime of one version, which starts workers.
public protocol Engine: Sendable {
  /// "sglang 0.5.23".
  var name: String { get }

  /// The command that starts a worker.
  /// - Throws: `LayoutNotExpressible` for a layout that the engine cannot run in any form; `Diagnostic` for an
  ///   inconsistent worker.
  func command(for worker: LaunchedWorker) throws -> EngineCommand

  /// The deviations of the engine from the plan of a worker; empty where it follows the plan.
  func deviations(for worker: LaunchedWorker) -> [Deviation]

  /// The files of a front end for workers that share their requests, such as a router of prefill and decode.
  func frontEnd(for deployment: LaunchedDeployment) throws -> [LaunchFile]
}

extension Engine {
  /// Empty: the engine has no front end.
  public func frontEnd(for deployment: LaunchedDeployment) -> [LaunchFile] { [] }
}

extension LaunchedWorker {
  /// The deviation of an engine that cannot convert weights to the planned format, which may differ from the
  /// checkpoint's.
  /// - Parameters:
  ///   - engine: The name of the engine: "SGLang".
  ///   - formats: The formats to which the engine converts while loading.
  func weightDeviations(engine: String, quantizesTo formats: Set<NumberFormat>) -> [Deviation] {
    guard let format = model.weightFormat, !model.isCheckpointGiven, !formats.contains(format) else { return [] }
    return [
      Deviation(
        id: .checkpointNeeded,
        sentence:
          "the plan stores weights in \(format.rawValue), to which \(engine) does not convert: --checkpoint names "
          + "a folder or a repository that has them so")
    ]
  }
}
