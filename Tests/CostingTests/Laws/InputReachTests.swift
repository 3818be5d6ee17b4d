import Clusters
import Formats
import Foundation
import Models
import Quantities
import Testing
@testable import Costing
@testable import Models

/// Whatever an input file says is either a word or a figure that some prediction depends on: a figure that is read, shown
/// and then forgotten is found here, and so is one that a new key brings.
struct InputReachTests {
  private static func cases(
    cluster: InputNode? = nil, calibration: InputNode? = nil, model: ModelArchitecture? = nil
  ) throws -> ReachCases {
    try ReachCases(
      model: model ?? ReachInputs.model, cluster: Cluster(reading: cluster ?? ReachInputs.cluster),
      calibration: Calibration(calibration ?? ReachInputs.calibration))
  }

  /// Figures whose every change leaves all results, or is refused.
  private static func stuck(_ file: InputNode, _ read: (InputNode) throws -> ReachCases) throws -> [String] {
    let before = try results(read(file))
    return MovedFigure.all(in: file).filter { figure in
      !figure.files.contains { (try? read($0)).map { differ($0, from: before) } ?? false }
    }.map(\.path)
  }

  private static func results(_ cases: ReachCases) throws -> [Results] {
    try cases.parts().map { part in
      var results = Results()
      try part(&results)
      return results
    }
  }

  /// Stops at the first result that differs.
  private static func differ(_ cases: ReachCases, from before: [Results]) -> Bool {
    zip(cases.parts(), before).contains { part, before in
      var results = Results()
      do { try part(&results) } catch { return false }
      return results.differ(from: before)
    }
  }

  @Test func everyFigureOfAClusterReachesAPrediction() throws {
    let stuck = try Self.stuck(ReachInputs.cluster) { try Self.cases(cluster: $0) }
    // The second pool says itself how fast its links are.
    let overridden = ["bandwidth", "bandwidthPerPeer", "latency"].map { "pools[1].accelerator.scaleUp.\($0)" }
    #expect(Set(stuck) == Set(overridden))
  }

  @Test func everyFigureOfTheShippedCalibrationReachesAPrediction() throws {
    let stuck = try Self.stuck(ReachInputs.calibration) { try Self.cases(calibration: $0) }
    let exceptions: Set = [
      // Accelerators that take another family's figures: none is in the cluster of this test.
      "errors.timePerOutputToken.inherited.low", "errors.timePerOutputToken.inherited.high",
      "errors.timePerOutputToken.inherited.runs",
      // Small cards alone: those of the cluster have 180 GB (ReserveTests).
      "memory.mostReserveShare.value",
      // Only printed beside the range.
      "errors.timeToFirstToken.aggregated.runs", "errors.timeToFirstToken.apart.runs",
    ]
    // The ranges of families that nobody measured: no accelerator of them is in the cluster either.
    let ranges = stuck.filter { $0.hasPrefix("inherits.") && $0.contains(".errors.") }
    #expect(Set(stuck).subtracting(ranges) == exceptions)
  }

  @Test func everyFigureOfAModelReachesAPrediction() throws {
    let stuck = try Self.stuck(ReachInputs.configuration) { file in
      let model = try ModelArchitecture(ModelConfiguration(file, name: "reach"))
      var cases = try Self.cases(model: model)
      cases.served = model
      return cases
    }
    let exceptions: Set = [
      // The longest context that is allowed; a longer one is refused before anything is predicted.
      "max_position_embeddings",
      // Values of activations, not how many there are.
      "rms_norm_eps", "rope_theta", "routed_scaling_factor",
      // Latent attention has one cache for all heads.
      "num_key_value_heads",
      // Layers of the checkpoint that only draft; a draft is priced as the model's last layer.
      "num_nextn_predict_layers",
    ]
    #expect(Set(stuck) == exceptions)
  }

  private static let changes: [(name: String, change: @Sendable (inout ReachCases) -> Void)] = [
    ("prompt", { $0.traffic.inputTokens *= 1.1 }), ("output", { $0.traffic.outputTokens *= 1.1 }),
    ("average context", { $0.traffic.averageContext = 2310 }),
    ("hits of the prefix cache", { $0.traffic.prefixCacheHitRate = 0.1 }),
    ("clients", { $0.traffic.load = .concurrency(220) }), ("requests in all", { $0.traffic.requests = 1100 }),
    ("drafted tokens", { $0.speculation.draftTokens = 3 }), ("acceptance", { $0.speculation.acceptance = 0.66 }),
  ]

  @Test(arguments: changes.indices)
  func everyFigureOfTrafficReachesAPrediction(index: Int) throws {
    let plain = try Self.cases()
    var moved = plain
    Self.changes[index].change(&moved)
    #expect(try Self.differ(moved, from: Self.results(plain)), "\(Self.changes[index].name)")
  }

  /// The files of this test say everything that can be said: properties of the schemas that none of them has are words.
  @Test func noKeyOfAClusterIsForgotten() throws {
    let schema = try InputDocument.read(
      contentsOf: Repository.root.appending(path: "Clusters/cluster.schema.json").path())
    let words: Set = ["documents", "hosts", "unavailable", "preliminary", "text", "verified", "description"]
    // How many links and cards there may be, and in which order: what is imported, refused and launched by, not timed.
    let joining: Set = ["links", "gpus", "devices", "hostLink"]
    let missing = try Self.properties(schema).subtracting(Self.keys(ReachInputs.cluster)).subtracting(
      words.union(joining))
    #expect(missing == [])
  }

  private static func properties(_ node: InputNode) -> Set<String> {
    switch node.content {
    case .mapping(let entries):
      return entries.reduce(into: []) { found, entry in
        if entry.key == "properties" { found.formUnion((try? entry.value.entries().map(\.key)) ?? []) }
        found.formUnion(properties(entry.value))
      }
    case .list(let items): return items.reduce(into: []) { $0.formUnion(properties($1)) }
    default: return []
    }
  }

  private static func keys(_ node: InputNode) -> Set<String> {
    switch node.content {
    case .mapping(let entries): return entries.reduce(into: []) { $0.formUnion(keys($1.value).union([$1.key])) }
    case .list(let items): return items.reduce(into: []) { $0.formUnion(keys($1)) }
    default: return []
    }
  }
}
