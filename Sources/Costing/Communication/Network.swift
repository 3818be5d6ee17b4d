import Quantities
import Topology

/// The levels of a pool's network, scale-up first.
final class Network: Sendable {
  let pool: Pool
  let levels: [LevelFigures]
  private let recording: Bool
  private let file: String

  init(pool: Pool, file: String, recording: Bool) {
    self.pool = pool
    self.recording = recording
    self.file = file
    let scaleUp = LevelFigures(
      name: "scale-up", gpusPerGroup: pool.gpusPerDomain,
      bandwidth: Self.leaf("scale-up bandwidth", pool.scaleUp.bandwidth, file, pool, "scaleUp.bandwidth", recording),
      latency: Self.leaf("scale-up latency", pool.scaleUp.latency, file, pool, "scaleUp.latency", recording),
      isScaleUp: true)
    levels = [scaleUp] + pool.tiers.enumerated().map { Self.level($1, $0, file, pool, recording) }
  }

  private static func level(
    _ tier: ScaleOutTier, _ index: Int, _ file: String, _ pool: Pool, _ recording: Bool
  ) -> LevelFigures {
    let key = "tiers[\(index)]"
    let nominal = leaf("\(tier.name) bandwidth", tier.bandwidth, file, pool, "\(key).bandwidth", recording)
    let oversubscription = leaf(
      "\(tier.name) oversubscription", Quantity<Scalar>(tier.oversubscription), file, pool,
      "\(key).oversubscription", recording)
    return LevelFigures(
      name: tier.name, gpusPerGroup: tier.gpusPerGroup,
      bandwidth: tier.oversubscription == 1 ? nominal : (nominal / oversubscription).named("\(tier.name) share"),
      latency: leaf("\(tier.name) latency", tier.latency, file, pool, "\(key).latency", recording), isScaleUp: false)
  }

  private static func leaf<D: Dimension>(
    _ name: String, _ value: Quantity<D>, _ file: String, _ pool: Pool, _ key: String, _ recording: Bool
  ) -> Explained<D> {
    Explained(
      name, value,
      source: DerivationSource(file: file, key: "pools[\(pool.name)].\(key)", evidence: pool.sources[key]?.text),
      recording: recording)
  }

  /// Bandwidth of the scale-up links among `gpus` GPUs of a domain: without a switch, fewer GPUs have fewer links.
  func scaleUpBandwidth(among gpus: Int) -> Explained<DataRate> {
    guard pool.scaleUp.wiring != .switched else { return levels[0].bandwidth }
    return Self.leaf(
      "scale-up bandwidth among \(gpus)", pool.scaleUp.bandwidth(among: gpus), file, pool,
      "scaleUp.bandwidthPerPeer", recording)
  }

  /// The lowest level whose groups hold `gpus` GPUs that lie in `domains` domains next to each other.
  func level(spanning domains: Int) -> Int {
    guard domains > 1 else { return 0 }
    let gpus = domains * pool.gpusPerDomain
    return levels.firstIndex { $0.gpusPerGroup >= gpus } ?? levels.count - 1
  }
}
