import Costing
import Models
import Plans
import Topology

/// Every way for one worker to use GPUs of a pool that is looked at: the stage layouts of a plan, in pipelines of 1, 2, 4, …
/// equal stages.
struct WorkerSpace: Sendable {
  /// In the order of footprints, each list the simplest first.
  let layouts: [(footprint: WorkerFootprint, layouts: [WorkerLayout])]

  /// - Parameters:
  ///   - model: Sets which degrees are possible.
  ///   - pool: Sets which groups of GPUs exist.
  ///   - gpuLimit: GPUs of one worker at most; `nil` for as many as the space of plans has.
  ///   - engine: That is to run the worker; `nil` for any layout.
  init(model: ModelArchitecture, pool: Pool, gpuLimit: Int? = nil, engine: EngineRule? = nil) {
    let space = LayoutSpace(model: model, pool: pool, gpuLimit: gpuLimit)
    let free = pool.availableGPUsPerDomain.sorted(by: >)
    var found: [WorkerFootprint: [WorkerLayout]] = [:]
    for stage in space.layouts {
      for stages in Self.pipelines(model) where stages * stage.gpus <= space.gpuLimit {
        guard engine?.allows(stage, stages: stages, gpusPerNode: pool.gpusPerNode) ?? true else { continue }
        if let layout = Self.layout(stage, stages, pool, most: space.gpusPerDomain),
          layout.footprint.domains <= free.count, free[layout.footprint.domains - 1] >= layout.footprint.gpusPerDomain
        {
          found[layout.footprint, default: []].append(layout)
        }
      }
    }
    layouts = found.keys.sorted().map { ($0, (found[$0] ?? []).sorted(by: WorkerLayout.isSimpler)) }
  }

  /// All layouts of all footprints.
  var count: Int { layouts.reduce(0) { $0 + $1.layouts.count } }

  /// Numbers of stages. Serving reckons with equal stages, so that layers have to divide nearly evenly.
  private static func pipelines(_ model: ModelArchitecture) -> [Int] {
    let layers = model.layers.count
    return [1, 2, 4, 8, LayoutSpace.mostMicroBatches].filter { stages in
      let most = (layers + stages - 1) / stages
      return stages <= layers && Double(most * stages) <= Double(layers) * Self.unevenness
    }
  }

  /// The largest stage over the mean.
  private static let unevenness = 1.1

  /// As few domains as hold the stages in equal numbers.
  /// - Returns: `nil` where serving would reckon with other domains than these: it takes GPUs of one domain for all that one
  ///   could hold, were none of its GPUs unavailable.
  private static func layout(_ stage: StageLayout, _ stages: Int, _ pool: Pool, most: Int) -> WorkerLayout? {
    let group = WorkerGroup(
      tensorParallel: stage.tensorParallel, dataParallel: stage.dataParallel, pipelineParallel: stages,
      expertParallel: stage.expertParallel)
    guard group.stageLayout(gpusPerDomain: pool.gpusPerDomain) == stage else { return nil }
    var together = 1
    if stage.domains == 1 {
      while together < stages, 2 * together * stage.gpus <= most { together *= 2 }
    }
    let footprint = WorkerFootprint(
      domains: stage.domains * stages / together, gpusPerDomain: stage.gpusPerDomain * together)
    guard footprint.domains == 1 || footprint.gpus > pool.gpusPerDomain else { return nil }
    return WorkerLayout(group: group, stage: stage, footprint: footprint)
  }
}
