import ExpertMaps

/// Where the experts of every layer of a model lie: what runtimes read and write, apart from its form.
public struct ExpertLocations: Sendable, Equatable {
  /// E.
  public let expertCount: Int
  /// Of each rank, in every layer.
  public let slots: [Int]
  /// By layer of the model; `nil` for a layer without experts.
  public let layers: [ExpertMap?]

  /// - Parameters:
  ///   - expertCount: E.
  ///   - slots: Of each rank, in every layer; no rank of a map holds more.
  ///   - layers: By layer of the model; `nil` for a layer without experts.
  public init(expertCount: Int, slots: [Int], layers: [ExpertMap?]) {
    self.expertCount = expertCount
    self.slots = slots
    self.layers = layers
  }
}
