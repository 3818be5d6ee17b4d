import Costing
import ExpertMaps
import Inputs
import Plans

/// Files of routes as the user named them, and what they say.
public struct RecordedRoutes: Sendable {
  /// One file.
  public struct Recording: Sendable {
    /// Its name and digest.
    public let reference: PlanInputs.Reference
    /// By layer of the model.
    public let layers: [Int: TokenRoutes]

    /// - Parameters: As the properties of the same names.
    public init(reference: PlanInputs.Reference, layers: [Int: TokenRoutes]) {
      self.reference = reference
      self.layers = layers
    }

    /// Tokens of each expert, for a model of `layerCount` layers or as many as there are routes of.
    public func scenario(layerCount: Int?) -> RecordedScenario {
      let count = max(layerCount ?? 0, (layers.keys.max() ?? -1) + 1)
      return RecordedScenario(
        reference: reference,
        load: ExpertLoad(file: reference.reference, tokens: (0..<count).map { layers[$0]?.loads ?? [] }))
    }
  }

  /// At least one.
  public let recordings: [Recording]
  /// All of them together, by layer of the model.
  public let layers: [Int: TokenRoutes]

  /// - Parameter recordings: At least one.
  /// - Throws: `Diagnostic` "routes-differ" where they are of different numbers of experts.
  public init(_ recordings: [Recording]) throws {
    self.recordings = recordings
    let first = recordings[0]
    let experts = first.layers.values.first?.expertCount ?? 0
    for other in recordings {
      guard let count = other.layers.values.first?.expertCount, count != experts else { continue }
      throw Diagnostic(
        id: "routes-differ", file: other.reference.reference, key: "num_experts", found: "\(count)",
        expected: "\(experts), as in \(first.reference.reference)")
    }
    let numbers = Set(recordings.flatMap(\.layers.keys))
    layers = Dictionary(
      uniqueKeysWithValues: numbers.map { layer in
        (layer, TokenRoutes(joining: recordings.compactMap { $0.layers[layer] }))
      })
  }

  /// - Throws: `Diagnostic` "routes-differ" where a layer is none of the loads', or of other experts.
  func check(agreeWith load: ExpertLoad) throws {
    for layer in layers.keys.sorted() {
      let count = load.tokens.indices.contains(layer) ? load.tokens[layer].count : 0
      guard let routes = layers[layer], routes.expertCount != count else { continue }
      let file = recordings.first { $0.layers[layer] != nil }?.reference.reference ?? ""
      throw Diagnostic(
        id: "routes-differ", file: file, key: "layer \(layer)", found: "routes to \(routes.expertCount) experts",
        expected: count == 0 ? "none, as \(load.file) has no tokens there" : "\(count) experts, as in \(load.file)")
    }
  }
}
