import Clusters
import Costing
import Formats

/// A figure of a deployment under traffic.
public struct ServingFigure: Sendable, Hashable {
  /// The run, with the published figure.
  public internal(set) var run: MeasuredRun
  /// The quantity of the run that the figure gives.
  public let quantity: MeasuredQuantity
  /// Whether requests were sent without limit, so that the batch is the largest one that fits; the run's own load is
  /// one sequence on each rank then.
  public let fillsMemory: Bool

  /// The unit of the quantity.
  public var unit: PublishedUnit {
    switch quantity {
    case .timeToFirstToken, .timePerOutputToken: .time
    default: .tokenRate
    }
  }

  /// - Throws: `Diagnostic` where the run, or the quantity of it, cannot be predicted.
  func predicted(by predictor: any RunPredicting) throws -> Double {
    var run = run
    if fillsMemory { run.traffic.load = .capacity }
    guard let value = try predictor.prediction(of: run).values[quantity] else {
      throw Diagnostic(
        id: .quantityNotPredicted, file: run.file, key: run.id, found: "no prediction of \(quantity.rawValue)",
        expected: "a deployment that has this quantity")
    }
    return value
  }
}

extension Calibration {
  /// A shipped calibration whose exchanges send other copies of a token: kernels differ in that, and a figure is of one
  /// kernel.
  /// - Parameters:
  ///   - name: "default" or "ideal".
  ///   - copies: `nil` keeps the calibration's.
  static func shipped(_ name: String, copies: DispatchCopies?) throws -> Calibration {
    let reference = CalibrationReference.shipped(name)
    guard let copies else { return try reference.read() }
    let root = try InputDocument.parse(reference.contents(), file: "calibration \(name)")
    return try Calibration(root.setting(["dispatch", "copies"], to: .text(copies.rawValue)))
  }
}

extension InputNode {
  /// The document with another value at a path of keys; absent keys are not added.
  fileprivate func setting(_ path: [String], to content: Content) -> InputNode {
    guard let next = path.first, case .mapping(let entries) = self.content else {
      return InputNode(file: file, key: key, line: line, content: path.isEmpty ? content : self.content)
    }
    let changed = entries.map { entry in
      (
        key: entry.key,
        value: entry.key == next ? entry.value.setting(Array(path.dropFirst()), to: content) : entry.value
      )
    }
    return InputNode(file: file, key: key, line: line, content: .mapping(changed))
  }
}

/// A worker alone in a scale-up domain of its own, for figures that depend on no network.
enum OneDomain {
  /// A pool of one machine whose GPUs all reach each other.
  /// - Throws: `Diagnostic` "unknown-accelerator".
  static func cluster(of accelerator: String, gpus: Int) throws -> Cluster {
    guard let found = try AcceleratorCatalogue.accelerator(id: accelerator) else {
      throw Diagnostic(
        id: .unknownAccelerator, file: "published", key: "accelerator", found: "\"\(accelerator)\"",
        expected: "one of \(try AcceleratorCatalogue.accelerators().map(\.id).joined(separator: ", "))")
    }
    let pool = Pool(
      name: "worker", accelerator: found, racks: 1, nodesPerRack: 1, gpusPerNode: gpus, gpusPerDomain: gpus,
      scaleUp: found.scaleUp, tiers: [], hosts: [], unavailable: [], price: nil, sources: [:])
    return Cluster(name: "worker", file: "published", description: "", pools: [pool])
  }

  /// The whole model on one stage.
  static func replica(of costs: CostModel, group: WorkerGroup, sequencesPerRank: Int) -> ReplicaLayout {
    let layout = StageLayout(
      domains: 1, gpusPerDomain: group.gpusPerStage, tensorParallel: group.tensorParallel,
      expertTensorParallel: group.expertTensorParallel)
    return ReplicaLayout(
      stages: [StageAssignment(layers: 0..<costs.model.layers.count, layout: layout)], hopLevels: [],
      microBatch: group.dataParallel * sequencesPerRank, microBatches: 1)
  }
}
