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
    let prediction = try ServingModel(request).prediction(recorder: .off)
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

/// Models and clusters of runs, each read once however many runs and calibrations use it.
private final class PreparedRuns: Sendable {
  private struct Key: Hashable {
    let model: String
    let weights: String
    let dense: String
    let accelerator: String
  }

  private let known = Mutex<[Key: (ModelArchitecture, Cluster)]>([:])

  /// - Throws: `Diagnostic` for an unknown model or accelerator.
  func prepared(_ run: MeasuredRun) throws -> (ModelArchitecture, Cluster) {
    let key = Key(
      model: run.model, weights: run.weightFormat?.rawValue ?? "", dense: run.denseFormat?.rawValue ?? "",
      accelerator: run.accelerator)
    if let found = known.withLock({ $0[key] }) { return found }
    let prepared = (try model(run), try ReferenceCluster.cluster(of: run.accelerator, in: run.file))
    known.withLock { $0[key] = prepared }
    return prepared
  }

  private func model(_ run: MeasuredRun) throws -> ModelArchitecture {
    let model = try ModelArchitecture(reference: run.model)
    guard let weights = run.weightFormat else { return model }
    let dense = run.denseFormat.map { model.withPrecision($0) } ?? model
    return run.denseFormat == nil ? model.asReleased(in: weights) : dense.withExperts(in: weights)
  }
}

/// The cluster that a measured run is taken to have run on, where its file names an accelerator only.
private enum ReferenceCluster {
  /// Enough domains for every run, all below one switch.
  private static let domains = 64

  /// Domains of 72 for rack-scale accelerators, else of 8; a network card of 400 Gb/s (200 on Ampere) for each GPU.
  /// - Throws: `Diagnostic` "unknown-accelerator".
  static func cluster(of name: String, in file: String) throws -> Cluster {
    let accelerator = try accelerator(named: name, in: file)
    let isRackScale = accelerator.id.hasSuffix("NVL72")
    let nodes = isRackScale ? 18 : 1
    let gpusPerNode = isRackScale ? 4 : 8
    let gpus = nodes * gpusPerNode
    let tier = ScaleOutTier(
      name: "leaf", gpusPerGroup: domains * gpus,
      bandwidth: Bandwidth(accelerator.family == "ampere" ? 25e9 : 50e9), oversubscription: 1,
      latency: Seconds(3.7e-6))
    let pool = Pool(
      name: accelerator.id, accelerator: accelerator, racks: domains, nodesPerRack: nodes, gpusPerNode: gpusPerNode,
      gpusPerDomain: gpus, scaleUp: accelerator.scaleUp, tiers: [tier], hosts: [], unavailable: [], price: nil,
      sources: [:])
    return Cluster(name: accelerator.id, file: "reference cluster", description: "", pools: [pool])
  }

  /// The accelerator by catalogue id, or by the common name of its usual form: "H200", "h200_sxm", "gb200".
  private static func accelerator(named name: String, in file: String) throws -> Accelerator {
    let all = try AcceleratorCatalogue.accelerators()
    let wanted = plain(name)
    if let exact = all.first(where: { plain($0.id) == wanted }) { return exact }
    let stem = wanted.replacing("sxm5", with: "").replacing("sxm", with: "").replacing("hgx", with: "")
    let usual = [stem + "sxm", stem + "sxm5", stem + "nvl72", stem + "sxm480gb", stem]
    for candidate in usual {
      if let found = all.first(where: { plain($0.id) == candidate }) { return found }
    }
    throw Diagnostic(
      id: .unknownAccelerator, file: file, key: "accelerator", found: "\"\(name)\"",
      expected: "one of \(all.map(\.id).joined(separator: ", "))",
      advice: NearestNames.advice(name, among: all.map(\.id)))
  }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
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
}
