import Models

/// What a model asks of degrees of parallelism, whether they are searched or named.
struct ModelDegrees: Sendable {
  /// Routed experts of a layer at most; 0 without a mixture.
  let experts: Int
  /// Query heads of the layers with attention, each number once, ascending.
  let attentionHeads: [Int]

  init(_ model: ModelArchitecture) {
    experts = model.layers.compactMap { $0.kind.feedForward.mixture?.expertCount }.max() ?? 0
    attentionHeads = Set(model.layers.compactMap { $0.kind.mixer.attention?.queryHeads }).sorted()
  }

  /// TP divides the query heads of every layer.
  func dividesHeads(tensorParallel: Int) -> Bool { attentionHeads.allSatisfy { $0 % tensorParallel == 0 } }

  /// Every rank holds an expert at least.
  func allows(expertParallel: Int, redundantExperts: Int = 0) -> Bool { expertParallel <= experts + redundantExperts }
}
