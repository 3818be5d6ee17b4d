/// How much a source may say before it is refused.
enum ImportLimits {
  /// Nodes of a source, and of the cluster that is made.
  static let nodes = 200_000
  /// Levels of switches above a node.
  static let levels = 16
  /// GPUs of a node.
  static let gpusPerNode = 1_024
  /// Elements inside of each other in XML.
  static let elementDepth = 64
  /// Elements of an XML document.
  static let elements = 200_000
}
