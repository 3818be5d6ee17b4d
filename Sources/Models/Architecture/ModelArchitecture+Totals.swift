extension ModelArchitecture {
  /// N_total: parameters of the main model, MTP layers apart.
  public var totalParameters: Int {
    layers.reduce(elements(embedding) + elements(output)) { $0 + $1.kind.totalElements }
  }

  /// N_active: parameters that a token uses, embedding tables included.
  public var activeParameters: Int {
    layers.reduce(elements(embedding) + elements(output)) { $0 + $1.kind.activeElements }
  }

  /// N_active without the input embedding, of which a token only reads a row; a tied table works as the head and counts.
  public var activeParametersBesideEmbedding: Int {
    tiesEmbeddings ? activeParameters : activeParameters - elements(embedding)
  }

  /// Elements that a token adds to the cache over all layers without a window, indexers apart (κ_model / element size).
  public var cacheElementsPerToken: Double { layers.reduce(0) { $0 + $1.kind.mixer.cache.elementsPerToken } }

  /// Keys of sparse-attention indexers that a token adds over all layers.
  public var indexerElementsPerToken: Double {
    layers.reduce(0) { $0 + $1.kind.mixer.cache.indexerElementsPerToken }
  }

  /// Elements of full windows over all layers, whatever the context.
  public var windowElements: Int {
    layers.reduce(0) { $0 + $1.kind.mixer.cache.windowTokens * $1.kind.mixer.cache.windowElementsPerToken }
  }

  private func elements(_ tensors: [Tensor]) -> Int { tensors.reduce(0) { $0 + $1.elements } }
}
