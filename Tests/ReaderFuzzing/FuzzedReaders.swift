/// Every reader of the product.
public enum FuzzedReaders {
  /// By what they read.
  public static let all: [FuzzedReader] =
    [
      TextReaders.json, TextReaders.yaml, TextReaders.table, ClusterFuzzing.reader, ModelFuzzing.reader,
      WorkloadFuzzing.reader, LoadFuzzing.load, LoadFuzzing.routes, LoadFuzzing.map, LoadFuzzing.recording,
      LoadFuzzing.statistics, CalibrationFuzzing.reader,
      CalibrationFuzzing.document, PlanFuzzing.reader, ClusterPlanFuzzing.reader, WorkerTableFuzzing.reader,
      MeasuredFuzzing.reader, PolicyFuzzing.policy, PolicyFuzzing.report,
    ] + ClusterImportFuzzing.readers

  /// The reader of a name.
  public static func named(_ name: String) -> FuzzedReader? { all.first { $0.name == name } }
}
