import Models
import Quantities
import Topology

/// What a layout costs in time and memory, for one model on one pool under one workload and calibration.
///
/// Pure functions. With `recording` every value carries its derivation; without, it is a plain number, by the same code.
public struct CostModel: Sendable {
  /// What is laid out.
  public let model: ModelArchitecture
  /// Where it is laid out.
  public let cluster: Cluster
  /// Index of the pool in `cluster.pools`.
  public let poolIndex: Int
  /// What is served.
  public let workload: Workload
  /// What turns peaks into predictions.
  public let calibration: Calibration
  /// The family whose figures are used in place of the accelerator's own, and why; `nil` where it has its own.
  public let inheritedCalibration: Calibration.Inheritance?
  /// The distinct kinds of layer, in the order of their first layer.
  public let kinds: [LayerKind]
  /// For each layer the index of its kind.
  public let kindOfLayer: [Int]
  /// For each kind how many layers are of it.
  public let layersOfKind: [Int]
  /// Whether values carry derivations.
  public let recording: Bool
  let imbalance: ExpertImbalance
  let figures: HardwareFigures
  let network: Network
  let operators: [LayerOperators]
  let workloadFigures: WorkloadFigures
  let embedding: Weights
  let output: Weights

  /// - Parameters:
  ///   - model: What is laid out.
  ///   - cluster: Where.
  ///   - poolIndex: Index of the pool in `cluster.pools`.
  ///   - workload: What is served.
  ///   - calibration: Efficiencies and overheads.
  ///   - runtime: The serving runtime, "vllm"; `nil` takes the calibration's figures for any.
  ///   - imbalance: From expert loads, or `.calibrated`.
  ///   - recording: Whether values carry derivations.
  /// - Throws: `Diagnostic` where the calibration knows nothing about the pool's accelerator or the runtime.
  public init(
    model: ModelArchitecture, cluster: Cluster, poolIndex: Int, workload: Workload, calibration: Calibration,
    runtime: String? = nil, imbalance: ExpertImbalance = .calibrated, recording: Bool = false
  ) throws {
    let pool = cluster.pools[poolIndex]
    let family = try calibration.figures(forFamily: pool.accelerator.family)
    self.model = model
    self.cluster = cluster
    self.poolIndex = poolIndex
    self.workload = workload
    self.calibration = calibration
    self.imbalance = imbalance
    self.recording = recording
    inheritedCalibration = family.inherited
    figures = try HardwareFigures(
      pool: pool, calibration: family.figures, runtime: calibration.figures(forRuntime: runtime), recording: recording)
    network = Network(pool: pool, file: cluster.file, recording: recording)
    let workloadFigures = WorkloadFigures(workload, model: model, recording: recording)
    self.workloadFigures = workloadFigures
    kinds = model.layerGroups.map(\.kind)
    layersOfKind = model.layerGroups.map(\.indices.count)
    var kindOfLayer = [Int](repeating: 0, count: model.layers.count)
    for (kind, group) in model.layerGroups.enumerated() {
      for layer in group.indices { kindOfLayer[layer] = kind }
    }
    self.kindOfLayer = kindOfLayer
    operators = model.layerGroups.map { group in
      LayerOperators(
        kind: group.kind, firstLayer: group.indices[0], model: model, workload: workloadFigures,
        calibration: calibration)
    }
    embedding = Weights(
      model.embedding, name: "embedding", source: DerivationSource(file: model.file, key: "vocab_size"),
      recording: recording)
    output = Weights(
      Self.outputTensors(model), name: "LM head", source: DerivationSource(file: model.file, key: "vocab_size"),
      recording: recording)
  }

  /// The pool that the layout lies in.
  public var pool: Pool { cluster.pools[poolIndex] }

  /// How far predictions have been off for this accelerator and kind of deployment; `nil` where the calibration does not say.
  public func errorRange(of subject: ErrorRange.Subject, _ deployment: ErrorRange.Deployment) -> ErrorRange? {
    calibration.errorRange(of: subject, inheritedCalibration == nil ? deployment : .inherited)
  }

  /// How cache elements are stored: as asked for, else as the checkpoint says, else bf16.
  public var cacheFormat: NumberFormat { workloadFigures.cacheFormat }

  /// Final norm and LM head; a tied head is the embedding, multiplied instead of looked up.
  private static func outputTensors(_ model: ModelArchitecture) -> [Tensor] {
    guard model.tiesEmbeddings else { return model.output }
    return model.output
      + model.embedding.map {
        Tensor(
          name: $0.name, elements: $0.elements, role: .matrix, sharding: $0.sharding, weightFormat: $0.weightFormat)
      }
  }
}
