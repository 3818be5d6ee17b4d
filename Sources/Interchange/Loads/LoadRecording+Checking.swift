import Inputs

extension LoadRecording {
  /// Layers of one model see the same tokens, each k times: sums further apart than this are told.
  private static let tolerance = 0.05

  /// The same for a model: with as many layers as it has.
  /// - Throws: `Diagnostic` where numbers of layers, experts or experts per token differ, a layer without experts has
  ///   tokens, or one with experts has none.
  public func fitted(to model: ModelExperts) throws -> LoadRecording {
    func fault(_ id: String, _ found: String, _ expected: String) -> Diagnostic {
      Diagnostic(id: id, file: file, found: found, expected: expected)
    }
    guard expertCount == model.expertCount else {
      throw fault("expert-count", "\(expertCount) experts", "\(model.expertCount), as \(model.name) has")
    }
    let layers = model.experts.count
    guard layerCount == layers || isOpenEnded && layerCount < layers else {
      throw fault("layer-count", "\(layerCount) layers", "\(layers), as \(model.name) has")
    }
    if let perToken = expertsPerToken, perToken != model.perToken {
      throw fault(
        "expert-count", "\(perToken) experts of each token", "\(model.perToken), as \(model.name) chooses")
    }
    let fitted = replacing(
      steps: steps.map {
        LoadStep(number: $0.number, tokens: LoadMatrix.padded($0.tokens, to: layers, experts: expertCount))
      })
    for (layer, row) in fitted.tokens.enumerated() {
      let isEmpty = row.allSatisfy { $0 == 0 }
      guard isEmpty != (model.experts[layer] > 0) else {
        throw isEmpty
          ? fault("experts-without-tokens", "no tokens in layer \(layer)", "tokens: it has experts in \(model.name)")
          : fault("tokens-without-experts", "tokens in layer \(layer)", "none: it has no experts in \(model.name)")
      }
    }
    return fitted
  }

  /// k, where each token was recorded and all went to as many experts.
  public var expertsPerToken: Int? {
    let counts = routes.values.map { $0.tokenCount > 0 ? Double($0.experts.count) / Double($0.tokenCount) : 0 }
    guard let first = counts.first, first == first.rounded(), counts.allSatisfy({ $0 == first }) else { return nil }
    return Int(first)
  }

  /// A sentence where layers have very different numbers of tokens; `nil` where they agree, or are weights of any scale.
  public var unevenness: String? {
    guard kind != .eplb else { return nil }
    let sums = tokens.map { $0.reduce(0, +) }
    let some = sums.filter { $0 > 0 }.sorted()
    guard !some.isEmpty else { return nil }
    let median = some[some.count / 2]
    let odd = sums.indices.filter { sums[$0] > 0 && abs(sums[$0] / median - 1) > Self.tolerance }
    guard let worst = odd.max(by: { abs(sums[$0] / median - 1) < abs(sums[$1] / median - 1) }) else { return nil }
    let percent = (sums[worst] / median * 100).rounded()
    return
      "Layers differ in tokens: \(odd.count) of \(some.count) are more than 5 % off the median, layer \(worst) has "
      + "\(percent < 1e9 ? "\(Int(percent))" : "far above 100") % of it. Every layer sees the same tokens, so some were not recorded."
  }
}
