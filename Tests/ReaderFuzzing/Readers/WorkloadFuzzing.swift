import Costing
import Foundation
import Optimization
import Planning
import Plans

/// Workloads of small models are now and then served by a whole cluster.
enum WorkloadFuzzing {
  static let reader = FuzzedReader("workload", seeds: SeedTexts.workloads) { bytes, number in
    let text = String(decoding: bytes, as: UTF8.self)
    // The catalogue's models take milliseconds to build, and are fuzzed elsewhere.
    let data =
      text.contains(ScratchFile.placeholder)
      ? Data(text.replacing(ScratchFile.placeholder, with: SmallInputs.modelFile).utf8) : Data(bytes)
    let workloads = try ServedWorkload.read(parsing: data, file: "workloads.yaml")
    guard number % 64 == 0, workloads.allSatisfy({ $0.model.layers.count <= 8 }) else { return }
    try CheckedClusterPlan.check(workloads)
  }
}
