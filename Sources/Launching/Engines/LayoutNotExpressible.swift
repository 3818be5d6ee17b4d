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
    ///   - plan: What the engine can run.
    ///   - planned: What it cannot.
    public init(_ plan: Plan, instead planned: Plan) {
      layout = plan.layout.sentence
      timePerOutputToken = plan.prediction.timePerOutputToken
      plannedTimePerOutputToken = planned.prediction.timePerOutputToken
      tokensPerSecondPerGPU = plan.prediction.tokensPerSecondPerGPU
      plannedTokensPerSecondPerGPU = planned.prediction.tokensPerSecondPerGPU
    }
  }

  /// "launch-refusal/1".
  public let layline: String
  /// The engine with its version.
  public let engine: String
  /// What layouts it can run.
  public let rule: EngineRule
  /// The worker.
  public let worker: String
  /// What stands against it, for people.
  public let reasons: [String]
  /// The best instead; absent where none was looked for, or the engine can run nothing that fits.
  public var alternative: Alternative?

  /// - Parameters: As the properties of the same names.
  public init(engine: String, rule: EngineRule, worker: String, reasons: [String]) {
    layline = "launch-refusal/1"
    self.engine = engine
    self.rule = rule
    self.worker = worker
    self.reasons = reasons
  }
}

/// What an engine does otherwise than a plan says, and what that changes of what was predicted.
public struct Deviation: Sendable, Equatable {
  /// What the prediction has to be made with instead.
  public enum Effect: Sendable, Equatable {
    /// Nothing that the prediction knows of.
    case none
    /// Experts lie so when the engine starts.
    case experts(ExpertLocations)
    /// So many micro-batches are in flight.
    case microBatches(Int)
  }

  /// A short name: "experts-in-order".
  public let id: String
  /// For people.
  public let sentence: String
  /// What it changes.
  public let effect: Effect

  public init(id: String, sentence: String, effect: Effect = .none) {
    self.id = id
    self.sentence = sentence
    self.effect = effect
  }
}

/// A runtime in one of its versions: what starts a worker with it.
public protocol Engine: Sendable {
  /// "sglang 0.5.23".
  var name: String { get }

  /// What starts a worker.
  /// - Throws: `LayoutNotExpressible` for a layout that the engine cannot run in any form; `Diagnostic` for a worker that
  ///   contradicts itself.
  func command(for worker: LaunchedWorker) throws -> EngineCommand

  /// What the engine does otherwise than the plan of a worker says; empty where it does all of it.
  func deviations(for worker: LaunchedWorker) -> [Deviation]

  /// What stands before workers that share their requests, such as a router of prefill and decode; beside the workers.
  func frontEnd(for deployment: LaunchedDeployment) throws -> [LaunchFile]
}

extension Engine {
  /// None.
  public func frontEnd(for deployment: LaunchedDeployment) -> [LaunchFile] { [] }
}

extension LaunchedWorker {
  /// A plan may store weights in another format than the checkpoint: engines convert to few of them.
  /// - Parameters:
  ///   - engine: "SGLang".
  ///   - formats: Those that the engine converts to while it loads.
  func weightDeviations(engine: String, quantizesTo formats: Set<NumberFormat>) -> [Deviation] {
    guard let format = model.weightFormat, !model.isCheckpointGiven, !formats.contains(format) else { return [] }
    return [
      Deviation(
        id: "checkpoint-needed",
        sentence:
          "the plan stores weights in \(format.rawValue), to which \(engine) does not convert: --checkpoint names "
          + "a folder or a repository that has them so")
    ]
  }
}
