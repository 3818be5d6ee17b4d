import Clusters
import Costing
import Formats
import Models
import Quantities
import Synchronization

/// Predicts measured runs with the cost model.
public struct RunPredictor: RunPredicting {
  private let calibration: Calibration
  /// The range on which the calibration was fitted; `nil` where it states none.
  private let fittedOn: FittedRange?
  private let shared: PreparedRuns
  private let answers = AnsweredQuestions()

  /// - Parameter calibration: Efficiencies and overheads.
  public init(calibration: Calibration) {
    self.init(calibration: calibration, fittedOn: nil, shared: PreparedRuns())
  }

  /// - Parameter reference: A calibration by name or file. Predictions outside of its fitted range have a remark.
  /// - Throws: `Diagnostic` where it cannot be read.
  public init(_ reference: CalibrationReference) throws {
    self.init(
      calibration: try reference.read(), fittedOn: try CalibrationDocument(reference).fittedRange(),
      shared: PreparedRuns())
  }

  /// The predictor with another calibration; models and clusters already read are shared.
  public func with(calibration: Calibration) -> RunPredictor {
    RunPredictor(calibration: calibration, fittedOn: nil, shared: shared)
  }

  private init(calibration: Calibration, fittedOn: FittedRange?, shared: PreparedRuns) {
    self.calibration = calibration
    self.fittedOn = fittedOn
    self.shared = shared
  }

  /// Runs that are the same question are answered once.
  /// - Throws: `Diagnostic` where the model or accelerator is unknown, or the layout cannot be.
  public func prediction(of run: MeasuredRun) throws -> RunPrediction {
    try answers.answer(to: run) { try newPrediction(of: run) }
  }

  private func newPrediction(of run: MeasuredRun) throws -> RunPrediction {
    let (model, cluster) = try shared.prepared(run)
    var remarks: [String] = []
    let runtime = knownRuntime(run, &remarks)
    let request = ServingRequest(
      model: model, cluster: cluster, deployment: run.deployment, traffic: run.traffic,
      cacheFormat: cacheFormat(run, cluster), speculation: run.speculation, overlapsTwoBatches: run.twoBatchOverlap,
      scheduler: run.scheduler,
      runtime: runtime, calibration: calibration,
      imbalance: run.expertsAreBalanced ? .balanced(file: run.file) : .calibrated)
    let prediction = try ServingModel(request).prediction(recorder: .off)
    if let inherited = try calibration.figures(forFamily: cluster.pools[0].accelerator.family).inherited {
      remarks.append("figures of \(inherited.from) stand in for \(cluster.pools[0].accelerator.family)")
    }
    remarks += fittedOn?.remarks(on: ApplicabilityQuestion(run)) ?? []
    if prediction.sequencesThatFit < 1 { remarks.append("by this reckoning not even one sequence fits the HBM") }
    return RunPrediction(values: values(prediction, run), boundBy: prediction.boundBy, remarks: remarks)
  }

  /// Whether both have the same figures for the run's hardware and runtime.
  public func agrees(with other: any RunPredicting, on run: MeasuredRun) -> Bool {
    guard let other = other as? RunPredictor, let family = try? family(of: run) else { return false }
    var remarks: [String] = []
    let runtime = knownRuntime(run, &remarks)
    return other.knownRuntime(run, &remarks) == runtime
      && calibration.agrees(with: other.calibration, onFamily: family, runtime: runtime)
  }

  /// The family of a run's accelerator: "hopper".
  /// - Throws: `Diagnostic` where the model or accelerator is unknown.
  @Sendable public func family(of run: MeasuredRun) throws -> String {
    try shared.prepared(run).1.pools[0].accelerator.family
  }

  /// The runtime of the run. One without figures of its own uses the general ones, with a remark.
  private func knownRuntime(_ run: MeasuredRun, _ remarks: inout [String]) -> String? {
    guard let runtime = run.runtime else { return nil }
    if calibration.knowsRuntime(runtime) { return runtime }
    remarks.append("figures of any runtime stand in for \(runtime)")
    return nil
  }

  /// The cache format, with a default where the run gives none: runtimes store the cache of 4-bit checkpoints in fp8,
  /// and TensorRT-LLM and vLLM on Blackwell also that of 8-bit ones.
  private func cacheFormat(_ run: MeasuredRun, _ cluster: Cluster) -> NumberFormat? {
    if let format = run.cacheFormat { return format }
    guard let weights = run.weightFormat else { return nil }
    if weights.bits <= 4 { return .float8 }
    guard weights.bits <= 8 else { return nil }
    let isBlackwell = cluster.pools[0].accelerator.family == "blackwell"
    return run.runtime == "trtllm" || isBlackwell ? .float8 : nil
  }

  private func values(_ prediction: ServingPrediction, _ run: MeasuredRun) -> [MeasuredQuantity: Double] {
    var values: [MeasuredQuantity: Double] = [:]
    let gpus = Double(run.deployment.gpus)
    values[.timeToFirstToken] = prediction.timeToFirstToken?.value
    if let perToken = prediction.timePerOutputToken?.value {
      values[.timePerOutputToken] = perToken
      values[.outputTokensPerSecondPerUser] = 1 / perToken
    }
    if prediction.outputTokensPerSecond > 0 {
      values[.outputTokensPerSecondPerGPU] = prediction.outputTokensPerSecond / gpus
    }
    let prefillGPUs: Double =
      if case .disaggregated(let prefill, _) = run.deployment { Double(prefill.gpus) } else { gpus }
    if prediction.inputTokensPerSecond > 0 {
      values[.inputTokensPerSecondPerGPU] = prediction.inputTokensPerSecond / prefillGPUs
      values[.totalTokensPerSecondPerGPU] =
        (prediction.inputTokensPerSecond + prediction.outputTokensPerSecond) / gpus
    }
    return values
  }
}

/// The prediction of a measured run by the cost model.
public struct RunPrediction: Sendable {
  /// The values by quantity, in base units: seconds or tokens per second.
  public let values: [MeasuredQuantity: Double]
  /// The resource that most of a step of decode (of prefill, where there is no decode) waits for.
  public let boundBy: Resource
  /// The remarks on the prediction: "figures of hopper stand in for ada".
  public let remarks: [String]

  public init(values: [MeasuredQuantity: Double], boundBy: Resource, remarks: [String] = []) {
    self.values = values
    self.boundBy = boundBy
    self.remarks = remarks
  }
}

/// Predicts measured runs without access to their measurements.
public protocol RunPredicting: Sendable {
  /// - Throws: `Diagnostic` where the run cannot be predicted: unknown model, accelerator, or a layout that cannot be.
  func prediction(of run: MeasuredRun) throws -> RunPrediction

  /// Whether it is certain that another predictor predicts the same values for a run; `false` where nobody looked.
  func agrees(with other: any RunPredicting, on run: MeasuredRun) -> Bool
}

extension RunPredicting {
  /// Nobody looked.
  public func agrees(with other: any RunPredicting, on run: MeasuredRun) -> Bool { false }
}
