import Quantities

/// What an engine has to know of the model that it serves.
public struct LaunchedModel: Sendable, Hashable {
  /// As an engine finds it: a name of the hub, or a folder.
  public let name: String
  /// Whether the user named where the weights are, so that they are stored as the plan has them.
  public let isCheckpointGiven: Bool
  /// L.
  public let layerCount: Int
  /// Layers that have routed experts, ascending.
  public let expertLayers: [Int]
  /// E; 0 without experts.
  public let expertCount: Int
  /// Layers of multi-token prediction, which come after the others.
  public let draftLayerCount: Int
  /// How many weights are stored in; `nil` for the checkpoint's own formats.
  public let weightFormat: NumberFormat?
  /// How cache elements are stored; `nil` for what the checkpoint asks for.
  public let cacheFormat: NumberFormat?

  /// - Parameters: As the properties of the same names.
  public init(
    name: String, isCheckpointGiven: Bool = false, layerCount: Int, expertLayers: [Int], expertCount: Int,
    draftLayerCount: Int,
    weightFormat: NumberFormat?, cacheFormat: NumberFormat?
  ) {
    self.name = name
    self.isCheckpointGiven = isCheckpointGiven
    self.layerCount = layerCount
    self.expertLayers = expertLayers
    self.expertCount = expertCount
    self.draftLayerCount = draftLayerCount
    self.weightFormat = weightFormat
    self.cacheFormat = cacheFormat
  }
}
