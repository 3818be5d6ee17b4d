import Costing
import Foundation
import Interchange

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

  static let map = FuzzedReader("expert-map", seeds: SeedTexts.maps) { bytes, _ in
    let locations = try ExpertMapReader(expertCount: 8, rankCount: 4).read(Data(bytes), file: "map.json")
    // That form cannot say everything that can be read.
    _ = (try? SGLangExpertLocation(locations, flag: "--format"))?.text
  }
}
