import Costing

/// One pipeline stage of a plan.
public struct PlanStage: Codable, Sendable, Equatable {
  /// First layer, from 0.
  public var firstLayer: Int
  /// Last layer, included.
  public var lastLayer: Int
  /// Scale-up domains that the stage lies in.
  public var domains: Int
  /// GPUs in each of them.
  public var gpusPerDomain: Int
  /// TP.
  public var tensorParallel: Int
  /// Attention DP.
  public var dataParallel: Int
  /// EP.
  public var expertParallel: Int
  /// Ranks that share one expert.
  public var expertTensorParallel: Int
  /// R: copies of experts beyond one of each, in every layer with experts but those with fewer; absent where there are none.
  public var redundantExperts: Int?
  /// Layers that have fewer; absent where all have as many.
  public var sparedLayers: PlanLayersWithFewerCopies?
  /// Network level of the hop into the stage; absent for the first.
  public var hop: String?

  /// - Parameters:
  ///   - assignment: Layers and division of work.
  ///   - hop: Network level of the hop into the stage.
  public init(_ assignment: StageAssignment, hop: String?) {
    firstLayer = assignment.layers.lowerBound
    lastLayer = assignment.layers.upperBound - 1
    domains = assignment.layout.domains
    gpusPerDomain = assignment.layout.gpusPerDomain
    tensorParallel = assignment.layout.tensorParallel
    dataParallel = assignment.layout.dataParallel
    expertParallel = assignment.layout.expertParallel
    expertTensorParallel = assignment.layout.expertTensorParallel
    redundantExperts = assignment.layout.redundantExperts > 0 ? assignment.layout.redundantExperts : nil
    sparedLayers = assignment.layout.fewerCopies.map { PlanLayersWithFewerCopies($0) }
    self.hop = hop
  }

  /// GPUs of the stage.
  public var gpus: Int { domains * gpusPerDomain }

  /// EP and R.
  public var expertParallelism: ExpertParallelism {
    ExpertParallelism(
      expertParallel: expertParallel, redundantExperts: redundantExperts ?? 0, fewerCopies: sparedLayers?.fewerCopies)
  }

  /// Layers and division of work again; `nil` where the numbers contradict each other.
  public var assignment: StageAssignment? {
    guard firstLayer >= 0, firstLayer <= lastLayer, domains > 0, gpusPerDomain > 0, tensorParallel > 0,
      expertTensorParallel > 0, gpus == tensorParallel * dataParallel, gpus == expertParallel * expertTensorParallel
    else { return nil }
    return StageAssignment(
      layers: firstLayer..<lastLayer + 1,
      layout: StageLayout(
        domains: domains, gpusPerDomain: gpusPerDomain, tensorParallel: tensorParallel,
        expertTensorParallel: expertTensorParallel, redundantExperts: redundantExperts ?? 0,
        fewerCopies: sparedLayers?.fewerCopies))
  }
}

/// Layers of a stage that have fewer copies of experts than the others.
public struct PlanLayersWithFewerCopies: Codable, Sendable, Equatable {
  /// The number of such layers.
  public var count: Int
  /// Layers with experts that the stage has in all.
  public var layersWithExperts: Int
  /// Their copies beyond one of each expert.
  public var redundantExperts: Int

  init(_ fewerCopies: LayersWithFewerCopies) {
    count = fewerCopies.count
    layersWithExperts = fewerCopies.all
    redundantExperts = fewerCopies.redundantExperts
  }

  var fewerCopies: LayersWithFewerCopies {
    LayersWithFewerCopies(count: count, of: layersWithExperts, redundantExperts: redundantExperts)
  }
}
