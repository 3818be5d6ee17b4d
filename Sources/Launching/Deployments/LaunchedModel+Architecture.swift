import Models
import Quantities

extension LaunchedModel {
  /// - Parameters:
  ///   - architecture: As it was read.
  ///   - checkpoint: Where an engine finds the weights; `nil` for the model's name on the hub.
  ///   - weightFormat: How weights were asked to be stored.
  ///   - cacheFormat: How cache elements were asked to be stored.
  public init(
    _ architecture: ModelArchitecture, checkpoint: String?, weightFormat: NumberFormat?, cacheFormat: NumberFormat?
  ) {
    let mixtures = architecture.layers.map { $0.kind.feedForward.mixture }
    self.init(
      name: checkpoint ?? architecture.name, isCheckpointGiven: checkpoint != nil,
      layerCount: architecture.layers.count,
      expertLayers: mixtures.indices.filter { mixtures[$0] != nil },
      expertCount: mixtures.compactMap { $0?.expertCount }.max() ?? 0,
      draftLayerCount: architecture.multiTokenPrediction?.layers.count ?? 0, weightFormat: weightFormat,
      cacheFormat: cacheFormat)
  }

  /// For files and objects of Kubernetes: "deepseek-v3" of "deepseek-ai/DeepSeek-V3".
  var slug: String {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    let characters = last.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let words = String(characters).split(separator: "-").joined(separator: "-")
    return words.isEmpty ? "model" : String(words.prefix(40))
  }
}
