/// Where a checkpoint keeps what stands outside of the layers.
struct CheckpointNames {
  /// With the dot: "model."; empty where nothing holds everything.
  var root = ""
  let embedding: String
  /// With the dot: "model.layers.".
  let layers: String
  let finalNorm: String
  let head: String

  /// "model.layers.0", "lm_head".
  static let usual = inside("model", head: "lm_head")

  /// - Parameters:
  ///   - root: The module that holds embedding, layers and norm: "language_model.model".
  ///   - head: The LM head.
  static func inside(_ root: String, head: String) -> CheckpointNames {
    CheckpointNames(
      root: "\(root).", embedding: "\(root).embed_tokens", layers: "\(root).layers.", finalNorm: "\(root).norm",
      head: head)
  }
}
