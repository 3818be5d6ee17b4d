import Formats
import Models
import Quantities

/// The length at which HBM is reserved for a sequence.
///
/// A plan of one replica (`plan`, `compare`, `frontier`) promises that a batch of a given size fits whatever happens, so it
/// reserves the full length for each of its sequences. Serving (`predict`, `workers`, `plan` of a whole cluster) finds
/// out how many sequences are there at a time: their caches are paged and they are at all points of their output, so that
/// on average each holds half of it; one at its full length must fit all the same, and where everything is sent at once
/// ("capacity") all count at their full length, for they reach it together.
public enum ReservedLength: Sendable {
  /// Input and half of the output.
  case mean
  /// Input and all of the output.
  case full

  /// Tokens of a sequence.
  public func tokens(input: Double, output: Double) -> Double {
    switch self {
    case .mean: input + output / 2
    case .full: input + output
    }
  }
}

/// What is served: how long sequences are and how their cache is stored. Decode only.
public struct Workload: Sendable, Hashable {
  /// S for time: KV tokens that a sequence holds on average.
  public let averageContext: Double
  /// S for memory: KV tokens that a sequence holds at most.
  public let peakContext: Int
  /// Input and output lengths, where they were given instead of a context.
  public let inputTokens: Int?
  /// Tokens generated per sequence, where given.
  public let outputTokens: Int?
  /// How cache elements are stored; `nil` takes what the checkpoint asks for, else bf16.
  public let cacheFormat: NumberFormat?
  /// Where the figures were given: a flag or a file, for sources.
  public let source: String

  /// Every sequence holds `context` tokens.
  /// - Throws: `Diagnostic` "out-of-range" for a context below 1.
  public init(context: Int, cacheFormat: NumberFormat? = nil, source: String = "--context") throws {
    try Self.check(context, flag: source)
    averageContext = Double(context)
    peakContext = context
    inputTokens = nil
    outputTokens = nil
    self.cacheFormat = cacheFormat
    self.source = source
  }

  /// Sequences that start with `inputTokens` and end with `inputTokens + outputTokens`; half of the output is there on
  /// average.
  /// - Throws: `Diagnostic` "out-of-range" for a length below 1.
  public init(inputTokens: Int, outputTokens: Int, cacheFormat: NumberFormat? = nil) throws {
    try Self.check(inputTokens, flag: "--input")
    try Self.check(outputTokens, flag: "--output-tokens")
    let (input, output) = (Double(inputTokens), Double(outputTokens))
    averageContext = ReservedLength.mean.tokens(input: input, output: output)
    peakContext = Int(ReservedLength.full.tokens(input: input, output: output))
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.cacheFormat = cacheFormat
    source = "--input, --output-tokens"
  }

  /// Sequences of a serving model, which reckons with averages: HBM is paged, so the average counts there as well.
  init(averageContext: Double, cacheFormat: NumberFormat?, source: String) {
    self.averageContext = averageContext
    peakContext = Int(averageContext.rounded(.up))
    inputTokens = nil
    outputTokens = nil
    self.cacheFormat = cacheFormat
    self.source = source
  }

  /// The same lengths with another cache format.
  public func storingCache(in format: NumberFormat) throws -> Workload {
    if let inputTokens, let outputTokens {
      return try Workload(inputTokens: inputTokens, outputTokens: outputTokens, cacheFormat: format)
    }
    return try Workload(context: peakContext, cacheFormat: format, source: source)
  }

  private static func check(_ tokens: Int, flag: String) throws {
    guard tokens >= 1, tokens <= 1 << 32 else {
      throw Diagnostic(
        id: .outOfRange, file: flag, found: "\(tokens)", expected: "a whole number of tokens, 1 or more")
    }
  }
}

/// The JSON Schemas of files that say what is served and how well, built into the product.
public enum CostingSchemas {
  /// Of calibrations.
  public static var calibration: [UInt8] { PackageResources.calibration_schema_json }
  /// Of workloads.
  public static var workloads: [UInt8] { PackageResources.workloads_schema_json }
}

/// The workload as leaves of derivations.
struct WorkloadFigures: Sendable {
  let averageContext: Explained<Scalar>
  let peakContext: Explained<Scalar>
  let cacheElementBytes: Explained<Scalar>
  let cacheFormat: NumberFormat
  let recorder: Recorder

  init(_ workload: Workload, model: ModelArchitecture, recorder: Recorder) {
    let source = DerivationSource(file: "workload", key: workload.source)
    averageContext = recorder(
      "average context", Quantity<Scalar>(workload.averageContext), source: source)
    peakContext = recorder(
      "peak context", Quantity<Scalar>(Double(workload.peakContext)), source: source)
    cacheFormat = workload.cacheFormat ?? model.cacheFormat ?? .bfloat16
    let formatSource =
      workload.cacheFormat != nil
      ? DerivationSource(file: "workload", key: "--kv-precision")
      : DerivationSource(
        file: model.file, key: "kv cache format",
        evidence: model.cacheFormat == nil ? "bf16 where the checkpoint asks for nothing" : nil)
    cacheElementBytes = recorder(
      "bytes per cache element", Quantity<Scalar>(cacheFormat.bytesPerElement), source: formatSource)
    self.recorder = recorder
  }
}
