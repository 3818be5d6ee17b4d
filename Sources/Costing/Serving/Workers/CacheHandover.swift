import Inputs
import Quantities

/// The way of a sequence's KV cache from prefill to decode.
enum CacheHandover {
  /// The runtime's part and the cache's way over the network: what one rank of decode receives, over its own links. Between
  /// pools no faster than the sender's links and the interconnect.
  static func time(from prefill: CostModel, to decode: WorkerModel) -> Explained<Time> {
    let costs = decode.costs
    let layers = costs.kinds.indices.map { kind in
      Explained<Scalar>.layout("layers", costs.layersOfKind[kind], recording: costs.recording)
        * costs.layerCache(kind: kind, layout: decode.layout)
    }
    let efficiency = costs.figures.calibration.pointToPoint.scaleOutEfficiency.leaf(recording: costs.recording)
    let rate = bandwidth(from: prefill, to: costs) * efficiency
    let transfer = (Explained.sum(layers).named("KV cache of a sequence") / rate).named("transfer of the KV cache")
    return (costs.figures.runtime.handover.leaf(recording: costs.recording) + transfer).named("handover to decode")
  }

  /// Refuses prefill and decode on pools that nothing connects.
  /// - Throws: `Diagnostic` "pools-apart".
  static func checkPools(_ request: ServingRequest) throws {
    let cluster = request.cluster
    guard request.poolIndex != request.prefillPoolIndex, cluster.interconnect == nil else { return }
    throw Diagnostic(
      id: "pools-apart", file: cluster.file, key: "interconnect",
      found: "no network between pools \(cluster.pools[request.prefillPoolIndex].name) and "
        + "\(cluster.pools[request.poolIndex].name)",
      expected: "one, over which prefill hands its caches to decode",
      advice: "give the cluster an interconnect, or keep both to one pool")
  }

  private static func bandwidth(from prefill: CostModel, to decode: CostModel) -> Explained<DataRate> {
    let own = lowestTier(decode)
    guard prefill.poolIndex != decode.poolIndex else { return own }
    let crossed = [lowestTier(prefill)] + [interconnect(decode)].compactMap(\.self)
    return crossed.reduce(own) { $1.value < $0.value ? $1 : $0 }
  }

  /// A GPU's share of the first tier above its scale-up domain, or of scale-up where there is none.
  private static func lowestTier(_ costs: CostModel) -> Explained<DataRate> {
    costs.network.levels[min(1, costs.network.levels.count - 1)].bandwidth
  }

  private static func interconnect(_ costs: CostModel) -> Explained<DataRate>? {
    costs.cluster.interconnect.map { tier in
      Explained(
        "interconnect bandwidth", tier.effectiveBandwidth,
        source: DerivationSource(
          file: costs.cluster.file, key: "interconnect.bandwidth",
          evidence: costs.cluster.sources["interconnect.bandwidth"]?.text),
        recording: costs.recording)
    }
  }
}
