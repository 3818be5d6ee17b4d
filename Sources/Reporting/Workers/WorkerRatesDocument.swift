import Costing
import Plans

/// What `layline workers --json` prints; `Schemas/worker-rates.schema.json` says what each key means.
public struct WorkerRatesDocument: Encodable, Sendable {
  /// The version of this form.
  let layline = "worker-rates/1"
  let workloads: [RatedWorkloadEntry]

  /// - Parameter summaries: What was rated, for each workload.
  public init(_ summaries: [WorkerRatesSummary]) { workloads = summaries.map(RatedWorkloadEntry.init) }
}
