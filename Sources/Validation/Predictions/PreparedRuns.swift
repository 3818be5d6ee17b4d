import Costing
import Inputs
import Models
import Synchronization
import Topology

/// Models and clusters of runs, each read once however many runs and calibrations use it.
final class PreparedRuns: Sendable {
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
