import Foundation
import Models
import Reporting

/// A model is shown; a small one is planned on a small cluster.
enum ModelFuzzing {
  static let reader = FuzzedReader("model", seeds: SeedTexts.models) { bytes, number in
    let model = try ScratchFile.shared.with(bytes, name: "config.json") { try ModelArchitecture(contentsOf: $0) }
    _ = ModelReport(ModelSummary(model, context: 4096)).description
    guard model.layers.count <= 8, number % 8 == 0 else { return }
    try CheckedPlan.check(model: model, cluster: SmallInputs.cluster.get())
  }
}
