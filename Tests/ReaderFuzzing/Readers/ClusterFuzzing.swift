import Clusters
import Foundation
import Reporting

/// A cluster is shown; on a small one a small model is planned.
enum ClusterFuzzing {
  static let reader = FuzzedReader("cluster", seeds: SeedTexts.clusters) { bytes, number in
    let cluster = try Cluster(parsing: Data(bytes), file: "cluster.yaml")
    let gpus = cluster.pools.reduce(0) { $0 + $1.gpuCount }
    if gpus <= 4096 || number % 50 == 0 { _ = ClusterReport(cluster).description }
    guard gpus <= 64, number % 4 == 0 else { return }
    try CheckedPlan.check(model: SmallInputs.model.get(), cluster: cluster)
  }
}
