import Quantities

extension CostModel {
  /// The time of one layer of a kind, for a micro-batch.
  /// - Parameters:
  ///   - kind: Index into `kinds`.
  ///   - layout: Of the stage that holds the layer.
  ///   - microBatch: b, sequences.
  ///   - wholeSequences: `false` lets a rank hold a fraction of a sequence; the time is then no more, and grows no faster
  ///     than the batch (time / b falls with b), which bounds whole intervals of batches.
  public func layerCost(
    kind: Int, layout: StageLayout, microBatch: Int, wholeSequences: Bool = true
  ) -> LayerCost {
    layerCost(kind: kind, step(layout, microBatch, wholeSequences))
  }

  /// The time of one layer of a kind, for a step.
  func layerCost(kind: Int, _ step: StepShape) -> LayerCost {
    operators[kind].cost(step, network: network, figures)
  }

  /// What the experts of one layer of a kind cost in a step of decode, by unit; `nil` where it has none.
  /// - Parameter sequencesPerRank: Tokens of each rank; a fraction counts as such.
  public func expertUnits(kind: Int, layout: StageLayout, sequencesPerRank: Double) -> ExpertUnitCosts? {
    operators[kind].expertUnits(
      step(layout, StepBatch(sequences: sequencesPerRank), nil), network: network, figures)
  }

  /// A step of serving on a layout.
  func step(_ layout: StageLayout, _ batch: StepBatch, _ lengthVariation: Explained<Scalar>?) -> StepShape {
    StepShape(layout: layout, batch: batch, imbalance: imbalance, lengthVariation: lengthVariation, figures)
  }

  /// The LM head on the last stage.
  public func headCost(layout: StageLayout, microBatch: Int, wholeSequences: Bool = true) -> OperatorCost {
    headCost(step(layout, microBatch, wholeSequences))
  }

  /// The LM head reads its weights and multiplies for each token that is generated or verified, and the host works for each
  /// sequence that gets one.
  func headCost(_ step: StepShape) -> OperatorCost {
    let tokens = step.tokensPerSequence.map { step.sequencesPerRank * $0 } ?? step.sequencesPerRank
    let head = DenseOperator.cost(
      "LM head", weights: output, tokens: tokens, tensorParallel: step.tensorParallel, figures)
    let perSequence = figures.calibration.overhead.sequence.leaf(recording: recording)
    guard perSequence.value > 0 else { return head }
    return OperatorCost(
      name: head.name, memory: head.memory, compute: head.compute,
      fixed: (perSequence * step.sequencesPerRank).named("host work for sequences"))
  }

  /// What every stage pays per micro-batch besides its layers.
  public func stepOverhead() -> OperatorCost {
    OperatorCost(name: "step overhead", fixed: figures.calibration.overhead.step.leaf(recording: recording))
  }

  /// The hop into a stage.
  /// - Parameters:
  ///   - layout: Of the receiving stage.
  ///   - level: Index of the network level where the two stages meet; 0 is scale-up.
  public func hopCost(
    into layout: StageLayout, microBatch: Int, level: Int, wholeSequences: Bool = true
  ) -> OperatorCost {
    let step = step(layout, microBatch, wholeSequences)
    return PipelineHop.cost(
      tokens: step.tokensPerRank, hiddenSize: operators[0].hiddenSize, tensorParallel: step.tensorParallel,
      level: level, network: network, figures)
  }

  /// The way of the token ids from the last stage to the first.
  public func tokenReturnCost(level: Int) -> OperatorCost {
    PipelineHop.tokenReturn(level: level, network: network, figures)
  }

  /// The level of the network that domains lying next to each other need to reach each other; 0 is scale-up.
  public func level(spanningDomains domains: Int) -> Int { network.level(spanning: domains) }

  /// Names of the network's levels, scale-up first.
  public var levelNames: [String] { network.levels.map(\.name) }

  /// GPUs of one group of a level.
  public func gpusPerGroup(ofLevel level: Int) -> Int { network.levels[level].gpusPerGroup }

  private func step(_ layout: StageLayout, _ microBatch: Int, _ wholeSequences: Bool) -> StepShape {
    StepShape(
      layout: layout, microBatch: microBatch, wholeSequences: wholeSequences, imbalance: imbalance, figures)
  }
}
