/// One figure of a request that can be moved while all others stay: what "what if" and crossovers turn.
public enum InputAxis: String, Sendable, Hashable, CaseIterable {
  /// Bandwidth of every tier above the scale-up domain.
  case scaleOut = "scale-out"
  /// Latency of every tier above the scale-up domain.
  case scaleOutLatency = "scale-out-latency"
  /// Bandwidth inside a scale-up domain.
  case scaleUp = "scale-up"
  /// HBM of a GPU.
  case memory = "hbm"
  /// Bandwidth of the HBM.
  case memoryBandwidth = "hbm-bandwidth"
  /// Dense peak in bf16; the other formats keep their ratio to it.
  case compute = "flops"
  /// Of a GPU-hour.
  case price
  /// GPUs of a scale-up domain; those of the pool stay as many.
  case domain
  /// GPUs that may be used.
  case gpus
  /// Machines.
  case nodes
  /// Racks.
  case racks
  /// k.
  case expertsPerToken = "experts-per-token"
  /// Tokens that a sequence holds.
  case context
  /// Tokens of a prompt.
  case input
  /// Tokens generated for a prompt.
  case outputTokens = "output-tokens"
  /// B.
  case batch
  /// The TPOT target.
  case timePerOutputToken = "tpot"

  /// As users write it.
  public var name: String { rawValue }

  /// In words.
  public var noun: String {
    switch self {
    case .scaleOut: "scale-out bandwidth"
    case .scaleOutLatency: "scale-out latency"
    case .scaleUp: "scale-up bandwidth"
    case .memory: "HBM of a GPU"
    case .memoryBandwidth: "HBM bandwidth"
    case .compute: "peak FLOP/s"
    case .price: "price of a GPU"
    case .domain: "GPUs of a scale-up domain"
    case .gpus: "GPUs"
    case .nodes: "nodes"
    case .racks: "racks"
    case .expertsPerToken: "experts per token"
    case .context: "context"
    case .input: "prompt tokens"
    case .outputTokens: "output tokens"
    case .batch: "sequences in flight"
    case .timePerOutputToken: "TPOT target"
    }
  }

  /// What a value of it is measured in.
  public var measure: AxisMeasure {
    switch self {
    case .scaleOut, .scaleUp, .memoryBandwidth: .bandwidth
    case .scaleOutLatency, .timePerOutputToken: .time
    case .memory: .bytes
    case .compute: .arithmeticRate
    case .price: .price
    case .domain, .gpus, .nodes, .racks, .expertsPerToken, .context, .input, .outputTokens, .batch: .count
    }
  }

  /// Whether only whole numbers make sense.
  public var isWhole: Bool { measure == .count }

  /// Whether it belongs to the hardware, so that pools can have different values.
  public var isHardware: Bool {
    switch self {
    case .expertsPerToken, .context, .input, .outputTokens, .batch, .timePerOutputToken: false
    default: true
    }
  }

  /// Whether it says how much hardware there is, which two pools cannot share.
  var isAmount: Bool { [.gpus, .nodes, .racks].contains(self) }

  /// Values beyond these are slips of the keyboard, in the base unit.
  var range: ClosedRange<Double> {
    switch measure {
    case .bandwidth: 1e3...1e18
    case .time: self == .scaleOutLatency ? 0...10 : 1e-9...1e6
    case .bytes: 1e6...1e15
    case .arithmeticRate: 1e6...1e21
    case .price: 0...1e6
    case .count: isHardware ? 1...1e6 : 1...Double(1 << 32)
    }
  }
}
