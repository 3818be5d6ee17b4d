/// One replica of the model: its pipeline stages and the batch that it works on.
public struct ReplicaLayout: Sendable, Hashable {
  /// In the order that tokens pass them; together they hold every layer once.
  public let stages: [StageAssignment]
  /// The network level of the hop into each stage after the first, then of the return from the last to the first.
  /// Empty for a single stage. 0 is scale-up.
  public let hopLevels: [Int]
  /// b: sequences of a micro-batch.
  public let microBatch: Int
  /// m: micro-batches in flight.
  public let microBatches: Int

  /// - Parameters:
  ///   - stages: In the order that tokens pass them.
  ///   - hopLevels: The network level of each hop and of the return; empty for a single stage.
  ///   - microBatch: b.
  ///   - microBatches: m.
  public init(stages: [StageAssignment], hopLevels: [Int], microBatch: Int, microBatches: Int) {
    self.stages = stages
    self.hopLevels = hopLevels
    self.microBatch = microBatch
    self.microBatches = microBatches
  }

  /// P.
  public var pipelineParallel: Int { stages.count }
  /// GPUs of the replica.
  public var gpus: Int { stages.reduce(0) { $0 + $1.layout.gpus } }
  /// B = m · b: sequences in flight.
  public var sequences: Int { microBatch * microBatches }
}

/// How the experts of a layer are dealt to ranks: EP and R.
public struct ExpertParallelism: Sendable, Hashable {
  /// EP.
  public let expertParallel: Int
  /// R: copies beyond one of each expert.
  public let redundantExperts: Int
  /// Layers that have fewer; `nil` where there are none.
  public let fewerCopies: LayersWithFewerCopies?

  /// - Parameters:
  ///   - expertParallel: EP.
  ///   - redundantExperts: R.
  ///   - fewerCopies: Layers that have fewer.
  public init(expertParallel: Int, redundantExperts: Int = 0, fewerCopies: LayersWithFewerCopies? = nil) {
    self.expertParallel = expertParallel
    self.redundantExperts = redundantExperts
    self.fewerCopies = fewerCopies
  }

  /// The same for a layer that has fewer copies, or for one that has not.
  public func ofLayer(hasFewerCopies: Bool) -> ExpertParallelism {
    ExpertParallelism(
      expertParallel: expertParallel,
      redundantExperts: hasFewerCopies ? fewerCopies?.redundantExperts ?? redundantExperts : redundantExperts)
  }

  /// ⌈(E + R) / EP⌉: copies that the fullest rank holds.
  public func slots(experts: Int) -> Int { (experts + redundantExperts + expertParallel - 1) / expertParallel }
}

extension ExpertParallelism: Comparable {
  /// By EP, then by R, then by the layers that have fewer.
  public static func < (left: Self, right: Self) -> Bool {
    let ahead = (left.expertParallel, left.redundantExperts, left.fewerCopies == nil ? 0 : 1)
    let behind = (right.expertParallel, right.redundantExperts, right.fewerCopies == nil ? 0 : 1)
    guard ahead == behind, let first = left.fewerCopies, let second = right.fewerCopies else { return ahead < behind }
    return first < second
  }
}

extension ReplicaLayout {
  /// The same batch and groups of GPUs with twice the stages and twice the micro-batches in flight; `nil` where a stage
  /// holds a single layer. Weights per GPU halve and KV per GPU stays, for half the layers hold twice the sequences.
  public var withTwiceTheStages: ReplicaLayout? {
    guard stages.allSatisfy({ $0.layers.count > 1 }) else { return nil }
    let halves = stages.flatMap { stage in
      let middle = (stage.layers.lowerBound + stage.layers.upperBound) / 2
      return [stage.layers.lowerBound..<middle, middle..<stage.layers.upperBound].map {
        StageAssignment(layers: $0, layout: stage.layout)
      }
    }
    return ReplicaLayout(
      stages: halves, hopLevels: [Int](repeating: 0, count: halves.count), microBatch: microBatch,
      microBatches: 2 * microBatches)
  }
}

/// How the GPUs of a pipeline stage divide the work: attention is TP × DP, experts are EP × expert TP.
public struct StageLayout: Sendable, Hashable {
  /// Scale-up domains that the stage lies in.
  public let domains: Int
  /// GPUs in each of them.
  public let gpusPerDomain: Int
  /// TP: ranks that share one sequence's attention.
  public let tensorParallel: Int
  /// Ranks that share one expert's matrices; 1 where experts are whole.
  public let expertTensorParallel: Int
  /// R: copies of experts beyond one of each, in every layer with experts but those with fewer.
  public let redundantExperts: Int
  /// Layers that have fewer; `nil` where all have as many.
  public let fewerCopies: LayersWithFewerCopies?

  /// - Parameters:
  ///   - domains: Scale-up domains that the stage lies in.
  ///   - gpusPerDomain: GPUs in each of them.
  ///   - tensorParallel: TP; divides `gpusPerDomain`.
  ///   - expertTensorParallel: Ranks that share one expert's matrices; divides the number of GPUs.
  ///   - redundantExperts: Copies of experts beyond one of each, in every layer with experts but those with fewer.
  ///   - fewerCopies: Layers that have fewer.
  public init(
    domains: Int, gpusPerDomain: Int, tensorParallel: Int, expertTensorParallel: Int, redundantExperts: Int = 0,
    fewerCopies: LayersWithFewerCopies? = nil
  ) {
    self.domains = domains
    self.gpusPerDomain = gpusPerDomain
    self.tensorParallel = tensorParallel
    self.expertTensorParallel = expertTensorParallel
    self.redundantExperts = redundantExperts
    self.fewerCopies = fewerCopies
  }

  /// The same with another number of copies of experts.
  public func with(redundantExperts: Int, fewerCopies: LayersWithFewerCopies? = nil) -> StageLayout {
    StageLayout(
      domains: domains, gpusPerDomain: gpusPerDomain, tensorParallel: tensorParallel,
      expertTensorParallel: expertTensorParallel, redundantExperts: redundantExperts, fewerCopies: fewerCopies)
  }

  /// G: GPUs of the stage.
  public var gpus: Int { domains * gpusPerDomain }
  /// DP: groups of ranks that hold different sequences.
  public var dataParallel: Int { gpus / tensorParallel }
  /// EP: groups of ranks that hold different experts.
  public var expertParallel: Int { gpus / expertTensorParallel }
  /// EP and R: what a placement of experts is made for.
  public var expertParallelism: ExpertParallelism {
    ExpertParallelism(expertParallel: expertParallel, redundantExperts: redundantExperts, fewerCopies: fewerCopies)
  }

  /// Whether tokens travel to their experts. They need not where every GPU holds a slice of every expert, nor where every
  /// GPU has every token, as after the all-reduce of an attention without DP; results are summed over the GPUs then.
  public var sendsTokens: Bool { expertParallel > 1 && dataParallel > 1 }

  /// Sequences that the fullest rank holds of a micro-batch of b; whole sequences, so rounded up.
  public func sequencesPerRank(microBatch: Int) -> Int { (microBatch + dataParallel - 1) / dataParallel }
}
