import Foundation
import Plans

/// Of the workers of a table a whole cluster is composed.
enum WorkerTableFuzzing {
  static let reader = FuzzedReader("worker-table", seeds: SeedTexts.workers) { bytes, number in
    let cluster = try SmallInputs.cluster.get()
    let table = try WorkerTable(parsing: Data(bytes), file: "workers.csv", cluster: cluster)
    guard number % 8 == 0, table.rows.count <= 40 else { return }
    try CheckedClusterPlan.check(table)
  }
}
