import Models

/// What a reading of a model comes to, in the figures that it is checked by.
struct ModelFigures {
  let model: ModelArchitecture

  init(_ model: ModelArchitecture) { self.model = model }

  var kinds: [String: Int] {
    Dictionary(model.layers.map { ($0.kind.mixer.kind.rawValue, 1) }, uniquingKeysWith: +)
  }

  private var mixtures: [MixtureOfExperts] { model.layers.compactMap { $0.kind.feedForward.mixture } }
  private var caches: [CacheShape] { model.layers.map(\.kind.mixer.cache) }

  private var denseLayers: Int {
    model.layers.count { layer in
      if case .dense = layer.kind.feedForward { true } else { false }
    }
  }

  /// Elements that a token adds, windowed layers counted as if the window were still filling.
  private var elementsOfAllLayers: Double {
    caches.reduce(0) { $0 + ($1.elementsPerToken > 0 ? $1.elementsPerToken : Double($1.windowElementsPerToken)) }
  }

  /// Name of the figure and its value.
  var byKey: [(String, Double)] {
    [
      ("total", Double(model.totalParameters)), ("active", Double(model.activeParameters)),
      ("active_noembed", Double(model.activeParametersBesideEmbedding)),
      ("mtp", Double(model.multiTokenPrediction?.ownElements ?? 0)),
      ("emb", Double(model.embedding.reduce(0) { $0 + $1.elements })),
      ("expert_total", Double(mixtures.reduce(0) { $0 + $1.expertCount * $1.expertElements })),
      ("E", Double(mixtures.first?.expertCount ?? 0)), ("k", Double(mixtures.first?.expertsPerToken ?? 0)),
      ("shared", Double(mixtures.first?.sharedExpertCount ?? 0)), ("moe_layers", Double(mixtures.count)),
      ("dense_ffn", Double(denseLayers)), ("kv_elems_token_growing", model.cacheElementsPerToken),
      ("kv_elems_token_all", elementsOfAllLayers), ("kv_window_elems", Double(model.windowElements)),
      ("idx_elems_token", model.indexerElementsPerToken),
      ("state_elems", Double(caches.reduce(0) { $0 + $1.stateElements })),
      ("conv_elems", Double(caches.reduce(0) { $0 + $1.convolutionElements })),
      ("vocab", Double(model.vocabularySize)), ("hidden", Double(model.hiddenSize)),
    ]
  }
}
