/// Load of the hottest rank over the mean, of each layer with experts.
struct LayerImbalances: Sendable {
  /// That placements reached.
  let reached: [Double]
  /// That none undercuts.
  let least: [Double]
}
