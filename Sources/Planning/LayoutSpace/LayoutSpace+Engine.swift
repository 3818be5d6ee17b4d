import Costing
import Plans

extension LayoutSpace {
  /// The layouts that an engine can run, in parts: all stages of a replica alike, as many micro-batches as stages.
  /// - Parameters:
  ///   - engine: That is to run them.
  ///   - gpusPerNode: GPUs of a machine.
  ///   - layers: Of the model; no pipeline is deeper.
  func parts(for engine: EngineRule, gpusPerNode: Int, layers: Int) -> [LayoutSpace] {
    let depths = (1...min(Self.mostMicroBatches, layers)).filter { stages.allows($0) && microBatches.contains($0) }
    return depths.flatMap { depth in
      layouts.filter {
        depth * $0.gpus <= gpuLimit && engine.allows($0, stages: depth, gpusPerNode: gpusPerNode)
      }.map { only($0, stages: depth) }
    }
  }
}
