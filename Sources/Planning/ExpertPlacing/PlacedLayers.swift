import ExpertMaps
import Plans

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
