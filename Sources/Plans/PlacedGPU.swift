import Costing
import Experts

/// One GPU and its part of a replica.
public struct PlacedGPU: Codable, Sendable, Equatable {
  /// Number in the pool.
  public var gpu: Int
  /// Rack in the pool.
  public var rack: Int
  /// Scale-up domain in the pool.
  public var domain: Int
  /// Node in its rack.
  public var node: Int
  /// GPU in its node.
  public var index: Int
  /// Name of the node, where known.
  public var host: String?
  /// The replica that it works for.
  public var replica: Int
  /// The stage; its layers stand under `layout.stages`.
  public var stage: Int
  /// Rank in its tensor-parallel group.
  public var tensorRank: Int
  /// Which of the stage's data-parallel groups it belongs to.
  public var dataRank: Int
  /// Which experts it holds; see `experts`.
  public var expertRank: Int
  /// Rank among those that share its experts.
  public var expertTensorRank: Int

  public init(
    gpu: Int, rack: Int, domain: Int, node: Int, index: Int, host: String?, replica: Int, stage: Int,
    tensorRank: Int, dataRank: Int, expertRank: Int, expertTensorRank: Int
  ) {
    self.gpu = gpu
    self.rack = rack
    self.domain = domain
    self.node = node
    self.index = index
    self.host = host
    self.replica = replica
    self.stage = stage
    self.tensorRank = tensorRank
    self.dataRank = dataRank
    self.expertRank = expertRank
    self.expertTensorRank = expertTensorRank
  }
}

extension ExpertImbalance {
  /// What a placement leaves uneven: for each EP and R the imbalance averaged over the layers that have them.
  /// - Parameters:
  ///   - experts: The experts of every layer.
  ///   - divisions: EP and R of each stage.
  ///   - load: Tokens per expert; the calibration's figure counts where there is none.
  public init(of experts: [PlacedExperts], on divisions: [ExpertParallelism], under load: ExpertLoad?) {
    guard let load else {
      self = .calibrated
      return
    }
    var sums: [ExpertParallelism: (sum: Double, count: Int)] = [:]
    for placed in experts {
      let division = divisions[placed.stage]
      let before = sums[division] ?? (0, 0)
      let problem = ExpertProblem(load, layer: placed.layer, division: placed.division(in: division, under: load))
      sums[division] = (before.sum + ExpertMap(ranks: placed.ranks).time(of: problem), before.count + 1)
    }
    self.init(byDivision: sums.mapValues { $0.sum / Double($0.count) }, file: load.file, isPlaced: true)
  }
}

extension ExpertProblem {
  /// The experts of one layer under a recorded load, on ranks that are alike.
  /// - Parameters:
  ///   - load: Tokens of each expert; the layer must have experts.
  ///   - layer: The number of the layer in the model.
  ///   - division: EP and R.
  public init(_ load: ExpertLoad, layer: Int, division: ExpertParallelism) {
    let tokens = load.tokens[layer]
    self.init(
      tokens: [tokens],
      ranks: .equal(division.expertParallel, copies: tokens.count + division.redundantExperts),
      redundant: division.redundantExperts)
  }
}

extension PlacedExperts {
  /// Whether the layer is one of those that have fewer copies, as what it holds says.
  public func hasFewerCopies(in division: ExpertParallelism, experts: Int) -> Bool {
    guard let fewerCopies = division.fewerCopies else { return false }
    return ranks.reduce(0) { $0 + $1.count } == experts + fewerCopies.redundantExperts
  }

  /// EP and R of the layer.
  /// - Parameters:
  ///   - division: EP and redundant experts of the stage.
  ///   - load: The load with the tokens of the layer's experts.
  public func division(in division: ExpertParallelism, under load: ExpertLoad) -> ExpertParallelism {
    division.ofLayer(hasFewerCopies: hasFewerCopies(in: division, experts: load.tokens[layer].count))
  }
}

/// The experts of one layer on the expert ranks of its stage.
public struct PlacedExperts: Codable, Sendable, Equatable {
  /// The layer.
  public var layer: Int
  /// The stage that holds it.
  public var stage: Int
  /// For each expert rank the experts that it holds, ascending; one with copies stands on several ranks.
  public var ranks: [[Int]]
  /// Load of the hottest rank over the mean, where an expert load was given.
  public var imbalance: Double?
  /// No placement with as many copies has a lower imbalance; where an expert load was given.
  public var bound: Double?
  /// The proof of the bound; a verifier needs no solver to check it.
  public var proof: BalanceProof?

  public init(
    layer: Int, stage: Int, ranks: [[Int]], imbalance: Double? = nil, bound: Double? = nil, proof: BalanceProof? = nil
  ) {
    self.layer = layer
    self.stage = stage
    self.ranks = ranks
    self.imbalance = imbalance
    self.bound = bound
    self.proof = proof
  }

  /// The gap of the imbalance: imbalance / bound − 1; `nil` without an expert load.
  public var gap: Double? {
    guard let imbalance, let bound, bound > 0 else { return nil }
    return max(0, imbalance / bound - 1)
  }
}

/// The placement of ranks and experts on GPUs.
public struct Placement: Codable, Sendable, Equatable {
  /// Every GPU in use, in the order of replicas, stages and ranks.
  public var gpus: [PlacedGPU]
  /// For every layer with experts which of them each expert rank holds; the same in every replica.
  public var experts: [PlacedExperts]

  public init(gpus: [PlacedGPU], experts: [PlacedExperts]) {
    self.gpus = gpus
    self.experts = experts
  }
}
