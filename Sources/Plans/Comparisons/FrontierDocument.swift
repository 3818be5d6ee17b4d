import Glibc
import Costing
import FoundationEssentials

/// Tokens per second of a GPU against tokens per second of a user: every layout and batch that no other beats in both.
///
/// A versioned document: the same inputs give the same bytes. Keys of dimensioned values carry their unit.
public struct FrontierDocument: Codable, Sendable, Equatable {
  /// "frontier/1".
  public var layline: String
  /// "decode": prefill is not in these numbers.
  public var phase: String
  /// The inputs of the frontier.
  public var inputs: FrontierInputs
  /// Layouts that points refer to by their place in this list, in the order in which they first appear.
  public var layouts: [FrontierLayout]
  /// The fastest for a user first, tokens per second of a GPU rising.
  public var points: [FrontierEntry]
  /// Place of the point that lies farthest above the line between both ends, on logarithmic axes: where a little more of one
  /// speed starts to cost much of the other.
  public var knee: Int
  /// The proof that the frontier rests on.
  public var certificate: FrontierCertificate

  /// The version of the document that this product writes.
  public static let formatVersion = "frontier/1"

  /// - Parameters: As the properties of the same names; the knee is worked out.
  public init(
    inputs: FrontierInputs, layouts: [FrontierLayout], points: [FrontierEntry], certificate: FrontierCertificate
  ) {
    layline = Self.formatVersion
    phase = "decode"
    self.inputs = inputs
    self.layouts = layouts
    self.points = points
    knee = FrontierKnee(points).index
    self.certificate = certificate
  }

  /// The layout of a point.
  public func layout(of point: FrontierEntry) -> FrontierLayout { layouts[point.layout] }
}

/// A point of a frontier: a layout at a batch.
public struct FrontierEntry: Codable, Sendable, Equatable {
  /// Place of its layout in the document's list.
  public var layout: Int
  /// m: micro-batches in flight.
  public var microBatches: Int
  /// b: sequences of a micro-batch.
  public var microBatch: Int
  /// TPOT.
  public var timePerOutputToken: Double
  /// Output tokens per second that one user sees.
  public var tokensPerSecondPerUser: Double
  /// Output tokens per second of one GPU of the replica.
  public var tokensPerSecondPerGPU: Double
  /// The cost of the GPUs, where a price is known.
  public var costPerMillionTokens: Double?

  enum CodingKeys: String, CodingKey {
    case layout, microBatches
    case microBatch = "microBatch_sequences"
    case timePerOutputToken = "timePerOutputToken_s"
    case tokensPerSecondPerUser, tokensPerSecondPerGPU
    case costPerMillionTokens = "costPerMillionTokens_USD"
  }

  public init(
    layout: Int, microBatches: Int, microBatch: Int, timePerOutputToken: Double, tokensPerSecondPerUser: Double,
    tokensPerSecondPerGPU: Double, costPerMillionTokens: Double?
  ) {
    self.layout = layout
    self.microBatches = microBatches
    self.microBatch = microBatch
    self.timePerOutputToken = timePerOutputToken
    self.tokensPerSecondPerUser = tokensPerSecondPerUser
    self.tokensPerSecondPerGPU = tokensPerSecondPerGPU
    self.costPerMillionTokens = costPerMillionTokens
  }

  /// B: sequences in flight in a replica.
  public var sequences: Int { microBatch * microBatches }
  /// GPU-hours per million output tokens.
  public var gpuHoursPerMillionTokens: Double {
    Speed.gpuHoursPerMillionTokens(tokensPerSecondPerGPU: tokensPerSecondPerGPU)
  }
}

/// The point of a frontier that lies farthest above the line between its ends, both speeds on logarithmic axes.
private struct FrontierKnee {
  /// Its place; 0 where the ends are the only points.
  let index: Int

  init(_ points: [FrontierEntry]) {
    guard let first = points.first, let last = points.last, points.count > 2 else {
      index = 0
      return
    }
    let width = log(first.tokensPerSecondPerUser / last.tokensPerSecondPerUser)
    let height = log(last.tokensPerSecondPerGPU / first.tokensPerSecondPerGPU)
    func distance(_ point: FrontierEntry) -> Double {
      log(point.tokensPerSecondPerUser / last.tokensPerSecondPerUser) / width
        + log(point.tokensPerSecondPerGPU / first.tokensPerSecondPerGPU) / height
    }
    index = points.indices.reduce(0) { distance(points[$1]) > distance(points[$0]) ? $1 : $0 }
  }
}
