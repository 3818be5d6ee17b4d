import Quantities

extension CostModel {
  /// Weight bytes of one layer on one GPU: experts apart, and the GPU that holds most experts; `redundant` is what copies
  /// add to ⌈E / EP⌉ experts, on average over layers where some have fewer, `nil` where there are none.
  public func layerWeights(
    kind: Int, layout: StageLayout
  ) -> (weights: Explained<Information>, experts: Explained<Information>, redundant: Explained<Information>?) {
    let layer = operators[kind]
    let rest = Weights(
      layer.kind.tensorsBesideExperts, name: "weights",
      source: DerivationSource(file: model.file, key: "layers[\(layer.firstLayer)]"), recording: recording)
    let weights = rest.groups.isEmpty ? Explained(Bytes.zero) : rest.bytes(tensorParallel: tensorParallel(layout))
    guard let experts = layer.experts else { return (weights, Explained(Bytes.zero), nil) }
    let bytes = experts.expert.bytes(
      tensorParallel: .layout("expert TP", layout.expertTensorParallel, recording: recording))
    let expertParallel = Explained.layout("EP", layout.expertParallel, recording: recording)
    let once = experts.local(redundant: 0, among: expertParallel, recording: recording)
    guard layout.redundantExperts > 0 else { return (weights, once * bytes, nil) }
    func copies(_ redundant: Int) -> Explained<Scalar> {
      experts.local(redundant: redundant, among: expertParallel, recording: recording) - once
    }
    var held = copies(layout.redundantExperts)
    if let spared = layout.spared {
      let share = spared.share(recording: recording)
      held = held * (1 - share) + copies(spared.redundantExperts) * share
    }
    return (weights, once * bytes, held.named("copies on a GPU") * bytes)
  }

  /// Cache bytes that one sequence keeps on one rank for one layer.
  public func layerCache(kind: Int, layout: StageLayout) -> Explained<Information> {
    operators[kind].cache.perSequence(tensorParallel: layout.tensorParallel)
  }

  /// Bytes of the embedding on one rank of the first stage.
  public func embeddingWeights(layout: StageLayout) -> Explained<Information> {
    embedding.bytes(tensorParallel: tensorParallel(layout))
  }

  /// Bytes of final norm and LM head on one rank of the last stage. A tied head of a single stage is stored once.
  public func outputWeights(layout: StageLayout, isOnlyStage: Bool) -> Explained<Information> {
    if model.tiesEmbeddings && isOnlyStage { return Explained(Bytes.zero) }
    return output.bytes(tensorParallel: tensorParallel(layout))
  }

  /// Bytes of activations per sequence of a micro-batch on one rank.
  public func activations(sequencesPerRank: Int) -> Explained<Information> {
    let perElement = calibration.activationBytesPerToken.leaf(recording: recording)
    let tokens = Explained.layout("sequences per rank", sequencesPerRank, recording: recording)
    return (Explained<Information>.oneByte * (tokens * operators[0].hiddenSize * perElement)).named("activations")
  }

  private func tensorParallel(_ layout: StageLayout) -> Explained<Scalar> {
    .layout("TP", layout.tensorParallel, recording: recording)
  }

  /// HBM that weights, caches and activations may fill, before the runtime's reserve.
  public var usableMemory: Explained<Information> {
    (figures.memory * calibration.usableShare.leaf(recording: recording)).named("usable HBM")
  }

  /// What the runtime keeps.
  public var runtimeReserve: Explained<Information> {
    calibration.runtimeReserve.leaf(recording: recording).named("runtime reserve")
  }
}
