import Costing
import Inputs
import Models
import Quantities
import Topology

/// Predicts measured runs with the cost model.
public struct RunPredictor: RunPredicting {
  private let calibration: Calibration
  /// What the calibration was fitted on; `nil` where it does not say.
  private let fittedOn: FittedRange?
  private let shared: PreparedRuns

  /// - Parameter calibration: Efficiencies and overheads.
  public init(calibration: Calibration) {
    self.init(calibration: calibration, fittedOn: nil, shared: PreparedRuns())
  }

  /// - Parameter reference: A calibration by name or file; predictions of what it was not fitted on say so.
  /// - Throws: `Diagnostic` where it cannot be read.
  public init(_ reference: CalibrationReference) throws {
    self.init(
      calibration: try reference.read(), fittedOn: try CalibrationDocument(reference).fittedRange(),
      shared: PreparedRuns())
  }

  /// The same runs under another calibration: models and clusters that were read stay read.
  public func with(calibration: Calibration) -> RunPredictor {
    RunPredictor(calibration: calibration, fittedOn: nil, shared: shared)
  }

  private init(calibration: Calibration, fittedOn: FittedRange?, shared: PreparedRuns) {
    self.calibration = calibration
    self.fittedOn = fittedOn
    self.shared = shared
  }

  /// - Throws: `Diagnostic` where the model or accelerator is unknown, or the layout cannot be.
  public func prediction(of run: MeasuredRun) throws -> RunPrediction {
    let (model, cluster) = try shared.prepared(run)
    var remarks: [String] = []
    let runtime = knownRuntime(run, &remarks)
    let request = ServingRequest(
      model: model, cluster: cluster, deployment: run.deployment, traffic: run.traffic,
      cacheFormat: cacheFormat(run, cluster), speculation: run.speculation, overlapsTwoBatches: run.twoBatchOverlap,
      scheduler: run.scheduler,
      runtime: runtime, calibration: calibration,
      imbalance: run.expertsAreBalanced ? .balanced(file: run.file) : .calibrated)
    let prediction = try ServingModel(request).prediction(recording: false)
    if let inherited = try calibration.figures(forFamily: cluster.pools[0].accelerator.family).inherited {
      remarks.append("figures of \(inherited.from) stand in for \(cluster.pools[0].accelerator.family)")
    }
    remarks += fittedOn?.remarks(on: ApplicabilityQuestion(run)) ?? []
    if prediction.sequencesThatFit < 1 { remarks.append("by this reckoning not even one sequence fits the HBM") }
    return RunPrediction(values: values(prediction, run), boundBy: prediction.boundBy, remarks: remarks)
  }

  /// The family of a run's accelerator: "hopper".
  /// - Throws: `Diagnostic` where the model or accelerator is unknown.
  @Sendable public func family(of run: MeasuredRun) throws -> String {
    try shared.prepared(run).1.pools[0].accelerator.family
  }

  /// A runtime without figures of its own takes those for any, and the prediction says so.
  private func knownRuntime(_ run: MeasuredRun, _ remarks: inout [String]) -> String? {
    guard let runtime = run.runtime else { return nil }
    if calibration.knowsRuntime(runtime) { return runtime }
    remarks.append("figures of any runtime stand in for \(runtime)")
    return nil
  }

  /// What a run leaves open: runtimes keep the cache of 4-bit checkpoints in fp8, and TensorRT-LLM and vLLM on Blackwell
  /// keep it so for 8-bit ones.
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
