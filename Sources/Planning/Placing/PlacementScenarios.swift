import Costing
import ExpertPlacement
import Experts
import Formats
import Plans

/// What one layer is planned on, and what the answer is judged on.
struct PlacementScenarios {
  /// [scenario][expert], with counts of few tokens shrunk; a single row where a mixture is planned on.
  let planned: [[Double]]
  /// The same of the counts as recorded.
  let judged: [[Double]]
  /// `nil` where the counts were planned on as they are.
  let shrinkage: LoadShrinkage?

  /// - Parameters:
  ///   - recorded: [scenario][expert].
  ///   - weights: Of the scenarios; `nil` plans for the worst of them.
  init(_ recorded: [[Double]], weights: [Double]?) {
    let shrinkage = LoadShrinkage(recorded)
    self.shrinkage = shrinkage.isNeeded ? shrinkage : nil
    planned = weights.map { [Self.mixture(shrinkage.loads, $0)] } ?? shrinkage.loads
    judged = weights.map { [Self.mixture(recorded, $0)] } ?? recorded
  }

  /// Σ weight · load / total: a long recording counts no more than a short one.
  private static func mixture(_ rows: [[Double]], _ weights: [Double]) -> [Double] {
    let totals = rows.map { $0.reduce(0, +) }
    return rows[0].indices.map { expert in
      rows.indices.reduce(0) { sum, row in
        let share = totals[row] > 0 ? rows[row][expert] / totals[row] : 1 / Double(rows[row].count)
        return sum + weights[row] * share
      }
    }
  }
}

/// What runs now, and what may be moved.
public struct CurrentPlacement: Sendable {
  /// Its file and digest.
  public let reference: PlanInputs.Reference
  /// By layer of the model; `nil` for one without experts.
  public let maps: [ExpertMap?]
  /// Of one expert's weights.
  public let bytesPerExpert: Double
  /// Most bytes to move; `nil` for any number.
  public let budgetBytes: Double?
  /// Of a GPU one way, bytes per second; `nil` where not told.
  public let bandwidth: Double?

  public init(
    reference: PlanInputs.Reference, maps: [ExpertMap?], bytesPerExpert: Double, budgetBytes: Double?,
    bandwidth: Double?
  ) {
    self.reference = reference
    self.maps = maps
    self.bytesPerExpert = bytesPerExpert
    self.budgetBytes = budgetBytes
    self.bandwidth = bandwidth
  }
}

/// Routes to place experts by, and what the network costs.
public struct NetworkRequest: Sendable {
  /// Which experts each token went to.
  public let routes: RecordedRoutes
  /// What a step takes of each resource.
  public let pricing: NetworkPricing
  /// Of the router, by layer: of neighbouring experts, among which a token is limited; layers without are not there.
  public let groups: [Int: Int]

  public init(routes: RecordedRoutes, pricing: NetworkPricing, groups: [Int: Int] = [:]) {
    self.routes = routes
    self.pricing = pricing
    self.groups = groups
  }
}

/// Maps of all layers of a request, however they were found.
struct PlacedLayers {
  /// A layer with experts.
  struct Layer {
    let map: ExpertMap
    let bound: BalanceBound
    /// Copies in this layer, where layers differ.
    var redundant: Int?
  }

  /// Slots may be more than were asked for where layers differ.
  let target: PlacementTarget
  let layers: [Layer]
  var moves: PlacementMoves?
  var budget: PlacementBudget?
  var network: PlacementNetwork?
}

/// Files of routes as the user named them, and what they say.
public struct RecordedRoutes: Sendable {
  /// One file.
  public struct Recording: Sendable {
    /// Its name and digest.
    public let reference: PlanInputs.Reference
    /// By layer of the model.
    public let layers: [Int: TokenRoutes]

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
        id: .routesDiffer, file: other.reference.reference, key: "num_experts", found: "\(count)",
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
        id: .routesDiffer, file: file, key: "layer \(layer)", found: "routes to \(routes.expertCount) experts",
        expected: count == 0 ? "none, as \(load.file) has no tokens there" : "\(count) experts, as in \(load.file)")
    }
  }
}

/// A load file as the user named it, and what it says.
public struct RecordedScenario: Sendable {
  /// Its name and digest.
  public let reference: PlanInputs.Reference
  /// Tokens per layer and expert.
  public let load: ExpertLoad

  public init(reference: PlanInputs.Reference, load: ExpertLoad) {
    self.reference = reference
    self.load = load
  }
}
