import ExpertMaps

/// Why layers cannot be planned anew.
public struct ReplanFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// Position among the layers.
  public let layer: Int
  /// What is wrong with its current map.
  public let fault: MapFault

  /// A sentence.
  public var description: String { "the current map of layer \(layer) does not fit: \(fault)" }
}
