import Costing
import Experts
import Foundation
import Reporting

/// What is known about single experts: recorded loads, recorded routes, and where they lie.
enum LoadFuzzing {
  static let load = FuzzedReader("expert-load", seeds: SeedTexts.loads) { bytes, number in
    let load = try ExpertLoad(parsing: Data(bytes), file: "load.json")
    _ = load.expertCount
    let model = try SmallInputs.mixture.get()
    let fitting = try ExpertLoad(parsing: Data(bytes), file: "load.json", model: model)
    guard number % 256 == 0 else { return }
    try CheckedPlan.check(model: model, cluster: SmallInputs.cluster.get(), load: fitting)
  }

  static let routes = FuzzedReader("routes", seeds: SeedTexts.routes) { bytes, _ in
    _ = try TokenRouteReader().read(Data(bytes), file: "routes.jsonl")
  }

  /// A recording of any kind, and what is said of it.
  static let recording = FuzzedReader("recording", seeds: SeedTexts.recordings) { bytes, _ in
    let recording = try LoadReader(context: LoadContext(firstLayer: 0)).read(Data(bytes), file: "recording")
    _ = recording.unevenness
    let summary = try LoadSummary(recording, gpus: 3, window: recording.isStepped ? 2 : nil, pairs: 3)
    _ = try JSONText.encode(LoadSummaryDocument([summary]))
    _ = LoadReport(summary).description
    let again = try LoadReader(kind: .sglang).read(Data(recording.text.utf8), file: "again")
    guard again.tokens == recording.tokens else { throw Rejected(description: "what was written is not what was read") }
  }

  static let statistics = FuzzedReader("safetensors", seeds: SeedTexts.safetensors) { bytes, _ in
    try ScratchFile.shared.with(Array(#"{"num_experts": 2}"#.utf8), name: "meta_info.json") { path in
      let folder = String(path.dropLast("/meta_info.json".count))
      try Data(bytes).write(to: URL(filePath: "\(folder)/rank0.safetensors"))
      _ = try LoadSummary(LoadReader().read(contentsOf: folder), gpus: 2)
    }
  }

  static let map = FuzzedReader("expert-map", seeds: SeedTexts.maps) { bytes, _ in
    let locations = try ExpertMapReader(expertCount: 8, rankCount: 4).read(Data(bytes), file: "map.json")
    // That form cannot say everything that can be read.
    _ = (try? SGLangExpertLocation(locations, flag: "--format"))?.text
  }
}
