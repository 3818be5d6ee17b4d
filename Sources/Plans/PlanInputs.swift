import Costing
import DigestBridge
import FoundationEssentials
import Models
import Quantities

/// The inputs of a plan: enough to make it again, with digests that tell whether they are unchanged.
public struct PlanInputs: Codable, Sendable, Equatable {
  /// A file or catalogue name, and a digest of what was read.
  public struct Reference: Codable, Sendable, Equatable {
    /// The name that the user gave.
    public var reference: String
    /// SHA-256, hexadecimal.
    public var sha256: String

    public init(reference: String, sha256: String) {
      self.reference = reference
      self.sha256 = sha256
    }
  }

  /// The model; its digest is over the reading: layers, tensors and formats.
  public var model: Reference
  /// The format that weights were asked to be stored in; `nil` keeps the checkpoint's.
  public var weightFormat: NumberFormat?
  /// The cluster; its digest is over the file.
  public var cluster: Reference
  /// The calibration; its digest is over the file.
  public var calibration: Reference
  /// Tokens per expert and layer, where given; its digest is over the file.
  public var expertLoad: Reference?
  /// The workload.
  public var workload: PlanWorkload
  /// The goal.
  public var goal: PlanGoal

  public init(
    model: Reference, weightFormat: NumberFormat?, cluster: Reference, calibration: Reference,
    expertLoad: Reference?, workload: PlanWorkload, goal: PlanGoal
  ) {
    self.model = model
    self.weightFormat = weightFormat
    self.cluster = cluster
    self.calibration = calibration
    self.expertLoad = expertLoad
    self.workload = workload
    self.goal = goal
  }
}

/// SHA-256 digests of inputs, hexadecimal.
public enum Digest {
  /// The digest of the bytes of a file.
  public static func of(_ data: Data) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    let status = data.withUnsafeBytes {
      digest_bridge_sha256($0.bindMemory(to: UInt8.self).baseAddress, $0.count, &digest)
    }
    precondition(status == 0, "every libcrypto has SHA-256")
    return digest.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0\(text)" : text
    }.joined()
  }

  /// Of what was read of a model: every tensor of every layer with its size, division and format, and the caches. Two
  /// configurations that mean the same model have the same digest.
  public static func of(_ model: ModelArchitecture) -> String {
    var text = "\(model.name) \(model.hiddenSize) \(model.vocabularySize) \(model.tiesEmbeddings)\n"
    text += describe(model.embedding) + describe(model.output)
    for layer in model.layers {
      text += "\(layer.index) \(layer.kind.mixer.kind.rawValue) \(layer.kind.mixer.cache)\n"
      text += describe(layer.kind.tensorsBesideExperts)
      if let mixture = layer.kind.feedForward.mixture {
        text += "\(mixture.expertCount) \(mixture.expertsPerToken)\n" + describe(mixture.expertTensors)
      }
    }
    return of(Data(text.utf8))
  }

  private static func describe(_ tensors: [Tensor]) -> String {
    tensors.map { "\($0.name) \($0.elements) \($0.sharding) \($0.weightFormat.format.rawValue) \($0.bytes.value)\n" }
      .joined()
  }
}

/// The goal of a plan.
public struct PlanGoal: Codable, Sendable, Equatable {
  /// "cost", "latency" or "gpus".
  public var objective: Objective
  /// Slowest TPOT accepted.
  public var timePerOutputToken: Double?
  /// Sequences in flight in a replica, where prescribed.
  public var batch: Int?
  /// Demand.
  public var tokensPerSecond: Double?
  /// GPUs that may be used, where limited.
  public var gpuLimit: Int?
  /// Copies of experts beyond one of each in every layer, where prescribed.
  public var redundantExperts: Int?
  /// Whether every layer must have as many copies; absent where some may have fewer.
  public var evenRedundancy: Bool?
  /// The runtime whose layouts were looked at; absent where any layout was.
  public var engine: EngineRule?
  /// Share by which a better layout may have been missed.
  public var tolerance: Double

  enum CodingKeys: String, CodingKey {
    case objective
    case timePerOutputToken = "timePerOutputToken_s"
    case batch = "batch_sequences"
    case tokensPerSecond
    case gpuLimit
    case redundantExperts, evenRedundancy, engine
    case tolerance
  }

  public init(
    objective: Objective, timePerOutputToken: Double?, batch: Int?, tokensPerSecond: Double?, gpuLimit: Int?,
    redundantExperts: Int? = nil, evenRedundancy: Bool? = nil, engine: EngineRule? = nil,
    tolerance: Double
  ) {
    self.objective = objective
    self.timePerOutputToken = timePerOutputToken
    self.batch = batch
    self.tokensPerSecond = tokensPerSecond
    self.gpuLimit = gpuLimit
    self.redundantExperts = redundantExperts
    self.evenRedundancy = evenRedundancy
    self.engine = engine
    self.tolerance = tolerance
  }
}

/// The workload of a plan.
public struct PlanWorkload: Codable, Sendable, Equatable {
  /// Tokens that every sequence holds; absent where lengths were given.
  public var context: Int?
  /// Prompt length.
  public var inputTokens: Int?
  /// Generated tokens per sequence.
  public var outputTokens: Int?
  /// The format of cache elements that was asked for; absent takes the checkpoint's.
  public var cacheFormat: NumberFormat?

  enum CodingKeys: String, CodingKey {
    case context = "context_tokens"
    case inputTokens = "input_tokens"
    case outputTokens = "output_tokens"
    case cacheFormat
  }

  /// The part of a workload that was given.
  public init(_ workload: Workload) {
    context = workload.inputTokens == nil ? workload.peakContext : nil
    inputTokens = workload.inputTokens
    outputTokens = workload.outputTokens
    cacheFormat = workload.cacheFormat
  }

  /// The workload again.
  /// - Throws: `Diagnostic` where lengths are missing or out of range.
  public func workload() throws -> Workload {
    if let inputTokens, let outputTokens {
      return try Workload(inputTokens: inputTokens, outputTokens: outputTokens, cacheFormat: cacheFormat)
    }
    return try Workload(context: context ?? 0, cacheFormat: cacheFormat)
  }
}
