import Clusters
import Costing

/// How sure the times of a worker are, what fills its HBM, and what it waits for, at the load that it is counted with.
public struct WorkerPrediction: Codable, Sendable, Equatable {
  /// Where eight of ten measurements of its TTFT would lie; absent for decode, and where the calibration has no errors.
  public var timeToFirstTokenRange: PredictionRange?
  /// The same of its TPOT; absent for prefill.
  public var timePerOutputTokenRange: PredictionRange?
  /// Seconds of a step: of decode, and for prefill alone of a full one.
  public var step: Double
  /// What the step waits for, longest first.
  public var bottlenecks: [Bottleneck]
  /// The HBM of its fullest GPU with the sequences of that load at their mean length, for prefill prompts.
  public var memory: MemoryPrediction
  /// What keeps it from serving more.
  public var limit: RateLimit

  enum CodingKeys: String, CodingKey {
    case timeToFirstTokenRange, timePerOutputTokenRange
    case step = "step_s"
    case bottlenecks, memory, limit
  }
}

extension WorkerPrediction {
  /// - Parameters:
  ///   - worker: One worker.
  ///   - load: That it is counted with.
  ///   - model: With the targets.
  ///   - pool: That it lies in.
  public init(_ worker: some LoadedWorker, load: Double, model: ServedModel, pool: Pool) {
    let (state, step) = (worker.state(atLoad: load), worker.step(atLoad: load))
    func range(_ subject: ErrorRange.Subject, _ time: Double?) -> PredictionRange? {
      time.flatMap { time in worker.errors[subject].map { PredictionRange($0, around: time) } }
    }
    self.init(
      timeToFirstTokenRange: range(.timeToFirstToken, state.timeToFirstToken),
      timePerOutputTokenRange: range(.timePerOutputToken, state.timePerOutputToken), step: step.time.value,
      bottlenecks: Bottleneck.all(waiting: step.waiting, slack: step.slack, of: step.time.value, on: pool),
      memory: MemoryPrediction(worker.memory(atLoad: load)),
      limit: RateLimit(of: worker, atLoad: load, state, model))
  }
}

/// What keeps a worker from serving more.
public enum RateLimit: String, Sendable, Hashable, CaseIterable, Codable {
  /// The TTFT that was asked for.
  case timeToFirstToken
  /// The TPOT that was asked for.
  case timePerOutputToken
  /// The HBM, which holds no more sequences.
  case memory
  /// The scheduler, which was told to admit no more sequences.
  case scheduler
  /// Prefill, which works nearly all of its time.
  case prefill
}

extension RateLimit {
  /// What a load is as high as it can be by: the highest that there is, or a target that is all but reached.
  fileprivate init(of worker: some LoadedWorker, atLoad load: Double, _ state: WorkerState, _ model: ServedModel) {
    func isReached(_ time: Double?, _ target: Double?) -> Bool {
      guard let time, let target else { return false }
      return time >= target * (1 - Self.closeness)
    }
    if load >= worker.highestLoad * (1 - 1e-7) {
      self.init(ofHighestLoadOf: worker)
    } else if isReached(state.timePerOutputToken, model.timePerOutputToken) {
      self = .timePerOutputToken
    } else {
      self = isReached(state.timeToFirstToken, model.timeToFirstToken) ? .timeToFirstToken : .prefill
    }
  }

  /// Near saturation a load that is known to a billionth leaves a TTFT less well known.
  private static let closeness = 1e-4

  /// What sets the highest load that a worker can have.
  public init(ofHighestLoadOf worker: some LoadedWorker) {
    guard worker.timePerOutputTokenAlone != nil else {
      self = .prefill
      return
    }
    self = worker.highestLoad < worker.sequencesThatFit * 0.999 ? .scheduler : .memory
  }
}
