import Formats
import Quantities

/// A figure of a deployment that a policy can limit.
public enum LimitedQuantity: String, Sendable, CaseIterable {
  /// TPOT, the mean over tokens.
  case timePerOutputToken = "tpot"
  /// TTFT, the mean over requests.
  case timeToFirstToken = "ttft"
  /// HBM that stays free on the fullest GPU.
  case memoryHeadroom = "hbm-headroom"
  /// Requests that are served over those that are wanted, of the model that gets least.
  case served
  /// Requests that are served.
  case requestsPerSecond = "requests-per-second"
  /// Output tokens of all replicas or workers.
  case tokensPerSecond = "tokens-per-second"
  /// Output tokens of a GPU in use.
  case tokensPerSecondPerGPU = "tokens-per-second-per-gpu"
  /// Output tokens that a user sees.
  case tokensPerSecondPerUser = "tokens-per-second-per-user"
  /// Sequences in decode at a time, over all replicas or workers.
  case sequences
  /// GPUs in use.
  case gpus
  /// Dollars per million output tokens.
  case costPerMillionTokens = "cost-per-million-tokens"
  /// Dollars per hour of the GPUs in use.
  case costPerHour = "cost-per-hour"
  /// The idle share of a round of the average GPU in a pipeline.
  case bubble
  /// Bytes that the busiest GPU sends inside its domain over those that the link could carry in the time.
  case scaleUpUtilisation = "scale-up-utilisation"
  /// The utilisation of the busiest tier above the scale-up domain.
  case scaleOutUtilisation = "scale-out-utilisation"
  /// Share by which a better plan may have been missed.
  case gap

  /// The better side of the limit.
  enum Side {
    case atMost
    case atLeast
  }

  var side: Side {
    switch self {
    case .timePerOutputToken, .timeToFirstToken, .gpus, .costPerMillionTokens, .costPerHour, .bubble,
      .scaleUpUtilisation, .scaleOutUtilisation, .gap:
      .atMost
    case .memoryHeadroom, .served, .requestsPerSecond, .tokensPerSecond, .tokensPerSecondPerGPU,
      .tokensPerSecondPerUser, .sequences:
      .atLeast
    }
  }

  /// The noun for messages.
  var noun: String {
    switch self {
    case .timePerOutputToken: "TPOT"
    case .timeToFirstToken: "TTFT"
    case .memoryHeadroom: "free HBM on the fullest GPU"
    case .served: "share of the demand"
    case .requestsPerSecond: "requests/s"
    case .tokensPerSecond: "output tokens/s"
    case .tokensPerSecondPerGPU: "output tokens/s per GPU"
    case .tokensPerSecondPerUser: "output tokens/s per user"
    case .sequences: "sequences in decode"
    case .gpus: "GPUs in use"
    case .costPerMillionTokens: "cost of a million output tokens"
    case .costPerHour: "cost of an hour"
    case .bubble: "pipeline bubble"
    case .scaleUpUtilisation: "use of the scale-up network"
    case .scaleOutUtilisation: "use of the busiest scale-out tier"
    case .gap: "gap to the bound"
    }
  }

  /// "TPOT is", "GPUs in use:".
  var subject: String {
    switch self {
    case .requestsPerSecond, .tokensPerSecond, .tokensPerSecondPerGPU, .tokensPerSecondPerUser, .sequences, .gpus:
      "\(noun):"
    default: "\(noun) is"
    }
  }

  var measure: LimitMeasure {
    switch self {
    case .timePerOutputToken, .timeToFirstToken: .time
    case .memoryHeadroom: .bytes
    case .served, .bubble, .scaleUpUtilisation, .scaleOutUtilisation, .gap: .share
    case .requestsPerSecond, .tokensPerSecond, .tokensPerSecondPerGPU, .tokensPerSecondPerUser, .sequences: .number
    case .gpus: .count
    case .costPerMillionTokens: .dollars
    case .costPerHour: .dollarsPerHour
    }
  }
}
