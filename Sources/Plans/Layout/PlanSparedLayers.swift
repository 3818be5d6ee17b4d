import Costing

/// Layers of a stage that have fewer copies of experts than the others.
public struct PlanSparedLayers: Codable, Sendable, Equatable {
  /// How many there are.
  public var count: Int
  /// Layers with experts that the stage has in all.
  public var layersWithExperts: Int
  /// Their copies beyond one of each expert.
  public var redundantExperts: Int

  init(_ spared: SparedLayers) {
    count = spared.count
    layersWithExperts = spared.all
    redundantExperts = spared.redundantExperts
  }

  var spared: SparedLayers { SparedLayers(count: count, of: layersWithExperts, redundantExperts: redundantExperts) }
}
