import Clusters
import Models
import Quantities

/// The activations that a stage hands to the next one, over the tier that the two really share.
enum PipelineHop {
  /// latency + tokens · hidden · bytes / TP / (η · BW): each rank of the receiving stage gets its share of its own tokens
  /// from one rank, inside a domain over the link of the pair.
  /// - Parameters:
  ///   - tokens: On one rank of the receiving stage.
  ///   - level: Index of the level where the stages meet.
  static func cost(
    tokens: Explained<Scalar>, hiddenSize: Explained<Scalar>, tensorParallel: Explained<Scalar>, level: Int,
    network: Network, _ figures: HardwareFigures
  ) -> OperatorCost {
    let elements = tokens * hiddenSize / tensorParallel
    let bytes = (Explained<Information>.oneByte * (elements * 2)).named("activations handed on")
    let collective = figures.calibration.pointToPoint
    let isScaleUp = level == 0
    let efficiency = figures.recorder(
      isScaleUp ? collective.scaleUpEfficiency : collective.scaleOutEfficiency)
    let bandwidth = isScaleUp ? network.scaleUpBandwidth(among: 2) : narrowest(network.levels[1...level])
    return OperatorCost(
      name: "hop over \(network.levels[level].name)",
      transfer: (bytes / (bandwidth * efficiency)).named("hop: transfer"),
      over: isScaleUp ? .scaleUp : .scaleOut,
      sent: isScaleUp ? [bytes.value] : [0] + [Double](repeating: bytes.value, count: level),
      fixed: latency(level, network, figures))
  }

  private static func narrowest(_ crossed: ArraySlice<LevelFigures>) -> Explained<DataRate> {
    crossed.dropFirst().reduce(crossed[crossed.startIndex].bandwidth) {
      $1.bandwidth.value < $0.value ? $1.bandwidth : $0
    }
  }

  /// The token ids that the last stage returns to the first: latency only.
  static func tokenReturn(level: Int, network: Network, _ figures: HardwareFigures) -> OperatorCost {
    OperatorCost(name: "token return", fixed: latency(level, network, figures))
  }

  private static func latency(_ level: Int, _ network: Network, _ figures: HardwareFigures) -> Explained<Time> {
    let collective = figures.calibration.pointToPoint
    return network.latency(
      "hop", at: level, software: level == 0 ? collective.scaleUpLatency : collective.scaleOutLatency)
  }
}

/// One level of the network as a group of GPUs sees it, with its figures as leaves.
struct LevelFigures: Sendable {
  let name: String
  /// GPUs of one group of this level; the level is crossed by what leaves the group of the level below.
  let gpusPerGroup: Int
  /// Per GPU, one way, for what crosses this level (after oversubscription).
  let bandwidth: Explained<DataRate>
  let latency: Explained<Time>
  let isScaleUp: Bool
}

/// The levels of a pool's network, scale-up first.
final class Network: Sendable {
  let pool: Pool
  let levels: [LevelFigures]
  private let recorder: Recorder
  private let file: String

  init(pool: Pool, file: String, recorder: Recorder) {
    self.pool = pool
    self.recorder = recorder
    self.file = file
    let scaleUp = LevelFigures(
      name: "scale-up", gpusPerGroup: pool.gpusPerDomain,
      bandwidth: Self.leaf("scale-up bandwidth", pool.scaleUp.bandwidth, file, pool, "scaleUp.bandwidth", recorder),
      latency: Self.leaf("scale-up latency", pool.scaleUp.latency, file, pool, "scaleUp.latency", recorder),
      isScaleUp: true)
    levels = [scaleUp] + pool.tiers.enumerated().map { Self.level($1, $0, file, pool, recorder) }
  }

  private static func level(
    _ tier: ScaleOutTier, _ index: Int, _ file: String, _ pool: Pool, _ recorder: Recorder
  ) -> LevelFigures {
    let key = "tiers[\(index)]"
    let nominal = leaf("\(tier.name) bandwidth", tier.bandwidth, file, pool, "\(key).bandwidth", recorder)
    let oversubscription = leaf(
      "\(tier.name) oversubscription", Quantity<Scalar>(tier.oversubscription), file, pool,
      "\(key).oversubscription", recorder)
    return LevelFigures(
      name: tier.name, gpusPerGroup: tier.gpusPerGroup,
      bandwidth: tier.oversubscription == 1 ? nominal : (nominal / oversubscription).named("\(tier.name) share"),
      latency: leaf("\(tier.name) latency", tier.latency, file, pool, "\(key).latency", recorder), isScaleUp: false)
  }

  private static func leaf<D: Dimension>(
    _ name: String, _ value: Quantity<D>, _ file: String, _ pool: Pool, _ key: String, _ recorder: Recorder
  ) -> Explained<D> {
    recorder(
      name, value,
      source: DerivationSource(file: file, key: "pools[\(pool.name)].\(key)", evidence: pool.sources[key]?.text))
  }

  /// Bandwidth of the scale-up links among `gpus` GPUs of a domain: without a switch, fewer GPUs have fewer links.
  func scaleUpBandwidth(among gpus: Int) -> Explained<DataRate> {
    guard pool.scaleUp.wiring != .switched else { return levels[0].bandwidth }
    return Self.leaf(
      "scale-up bandwidth among \(gpus)", pool.scaleUp.bandwidth(among: gpus), file, pool,
      "scaleUp.bandwidthPerPeer", recorder)
  }

  /// What a transfer over a level takes however little is sent: the share of kernels and libraries, which the calibration
  /// knows, and the network's own, which the cluster file gives for each level from end to end. A calibration without the
  /// former is the blackboard's, which has no floors at all: its transfers take bytes / bandwidth.
  /// - Parameters:
  ///   - name: The operator, for derivations.
  ///   - level: The highest level that is crossed; its figure covers the levels below.
  func latency(_ name: String, at level: Int, software: Calibrated<Time>) -> Explained<Time> {
    guard software.quantity.value > 0 else { return recorder(software) }
    return (recorder(software) + levels[level].latency).named("\(name): latency")
  }

  /// The lowest level whose groups hold `gpus` GPUs that lie in `domains` domains next to each other.
  func level(spanning domains: Int) -> Int {
    guard domains > 1 else { return 0 }
    let gpus = domains * pool.gpusPerDomain
    return levels.firstIndex { $0.gpusPerGroup >= gpus } ?? levels.count - 1
  }
}

/// Bytes of an activation element on its way to an expert and back.
struct AllToAllFormats: Sendable {
  /// FP8 with a 4-byte scale for each 128 elements where the experts' weights have 8 bits or fewer, else bf16
  /// (DeepSeek-V3 technical report, section 3.2: FP8 dispatch, bf16 combine).
  let dispatch: Explained<Scalar>
  /// bf16.
  let combine: Explained<Scalar>

  init(mixture: MixtureOfExperts?, source: DerivationSource, recorder: Recorder) {
    func leaf(_ direction: String, _ bytes: Double, _ evidence: String) -> Explained<Scalar> {
      recorder(
        "bytes per \(direction) element", Quantity<Scalar>(bytes),
        source: DerivationSource(file: source.file, key: source.key, evidence: evidence))
    }
    let bits = mixture?.expertTensors.filter { $0.role == .matrix }.map(\.weightFormat.format.bits).max() ?? 16
    dispatch =
      bits <= 8
      ? leaf("dispatched", 1 + 4.0 / 128, "fp8 with a 4-byte scale for each 128, as the experts have 8 bits or fewer")
      : leaf("dispatched", 2, "bf16, as the experts' weights")
    combine = leaf("combined", 2, "bf16 (DeepSeek-V3 technical report, section 3.2)")
  }
}
