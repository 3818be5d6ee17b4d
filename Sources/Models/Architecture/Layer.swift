/// One layer of a model. Nothing assumes that layers are alike.
public struct Layer: Sendable, Hashable {
  /// From 0.
  public let index: Int
  /// What it is made of.
  public let kind: LayerKind

  /// - Parameters:
  ///   - index: From 0.
  ///   - kind: What it is made of.
  public init(index: Int, kind: LayerKind) {
    self.index = index
    self.kind = kind
  }
}
