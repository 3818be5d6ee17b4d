import Costing
import Inputs
import Models

/// The load of a benchmark that sends all its requests at once: as many sequences as the memory holds.
enum LargestBatch {
  /// The same run under a closed loop with as many clients as sequences fit at their full length: runtimes that never
  /// evict a sequence reserve its whole cache.
  /// - Throws: `Diagnostic` "published-configuration" for a run with stages or with prefill apart, or that does not fit at all.
  static func filling(_ run: MeasuredRun) throws -> MeasuredRun {
    guard case .aggregated(let group) = run.deployment, group.pipelineParallel == 1 else {
      throw fault(run, "stages, or prefill and decode apart", "workers of one stage that do both prefill and decode")
    }
    var filled = run
    filled.traffic.load = .concurrency(Double(try sequencesPerRank(run, group) * group.dataParallel * group.workers))
    return filled
  }

  private static func sequencesPerRank(_ run: MeasuredRun, _ group: WorkerGroup) throws -> Int {
    let costs = try CostModel(
      model: PublishedModel.catalogue(run.model, weights: run.weightFormat).architecture(),
      cluster: OneDomain.cluster(of: run.accelerator, gpus: group.gpusPerStage), poolIndex: 0,
      workload: Workload(
        inputTokens: Int(run.traffic.inputTokens), outputTokens: Int(run.traffic.outputTokens),
        cacheFormat: run.cacheFormat),
      calibration: .shipped("default"))
    let memory = costs.cost(of: OneDomain.replica(of: costs, group: group, sequencesPerRank: 1)).stages[0].memory
    guard memory.fits else {
      throw fault(run, "\(memory.total.quantity) on a GPU", "at most \(memory.usable.quantity)")
    }
    return 1 + Int(memory.free.value / (memory.cache.value + memory.activations.value))
  }

  private static func fault(_ run: MeasuredRun, _ found: String, _ expected: String) -> Diagnostic {
    Diagnostic(id: "published-configuration", file: run.file, key: run.id, found: found, expected: expected)
  }
}
