import Clusters
import Formats
import Quantities

/// The figures of one pool's accelerator under a calibration, as leaves that formulas combine. A class, because every
/// operator is handed them and copies of so many leaves cost more than the operators.
final class HardwareFigures: Sendable {
  let memory: Explained<Information>
  let memoryBandwidth: Explained<DataRate>
  let calibration: FamilyCalibration
  let recorder: Recorder
  private let peakRates: [NumberFormat: Explained<ArithmeticRate>]
  private let efficiencies: [NumberFormat: Explained<Scalar>]
  let denseWeights, expertWeights, latentAttention, groupedAttention, recurrentState: Explained<Scalar>
  let float8InBlocks, grouped, exposedExpertReads, exposedExpandedReads, promptAttention: Explained<Scalar>
  let runtime: RuntimeCalibration
  private let attention, float8Attention: Explained<Scalar>

  init(pool: Pool, calibration: FamilyCalibration, runtime: RuntimeCalibration, recorder: Recorder) throws {
    let accelerator = pool.accelerator
    func source(_ key: String) -> DerivationSource {
      DerivationSource(
        file: accelerator.file, key: "\(accelerator.id).\(key)", evidence: accelerator.sources[key]?.text)
    }
    memory = recorder("HBM capacity", accelerator.memory, source: source("memory"))
    let bandwidth = recorder(
      "HBM bandwidth", accelerator.memoryBandwidth, source: source("memoryBandwidth"))
    let attainable = recorder(calibration.memory.attainable)
    memoryBandwidth =
      attainable.value == 1 ? bandwidth : (bandwidth * attainable).named("attainable HBM bandwidth")
    self.calibration = calibration
    self.runtime = runtime
    self.recorder = recorder
    let reached = recorder(calibration.compute.attainable)
    var rates = Dictionary(
      uniqueKeysWithValues: accelerator.peakRates.map { format, rate in
        let peak = recorder(
          "peak \(format.rawValue)", rate, source: source("rates.\(format.rawValue)"))
        return (format, reached.value == 1 ? peak : (peak * reached).named("attainable \(format.rawValue) rate"))
      })
    // Runtimes convert bf16 to fp16 on hardware that has that alone.
    rates[.bfloat16] = rates[.bfloat16] ?? rates[.float16]
    peakRates = rates
    efficiencies = calibration.compute.dense.mapValues { recorder($0) }
    denseWeights = recorder(calibration.memory.denseWeights)
    expertWeights = recorder(calibration.memory.expertWeights)
    latentAttention = recorder(calibration.memory.latentAttention)
    groupedAttention = recorder(calibration.memory.groupedAttention)
    recurrentState = recorder(calibration.memory.recurrentState)
    float8InBlocks = recorder(calibration.compute.float8InBlocks)
    grouped = recorder(calibration.compute.grouped)
    exposedExpertReads = recorder(calibration.memory.exposedExpertReads)
    exposedExpandedReads = recorder(calibration.memory.exposedExpandedReads)
    attention = recorder(calibration.compute.attention)
    float8Attention = recorder(calibration.compute.float8Attention)
    promptAttention = recorder(calibration.compute.promptAttention)
    guard peakRates[.bfloat16] != nil, efficiencies[.bfloat16] != nil else {
      throw Diagnostic(
        id: .missingPeak, file: accelerator.file, key: "\(accelerator.id).rates.bf16", found: "no bf16 or fp16 rate",
        expected: "a dense bf16 rate and its efficiency")
    }
  }

  /// The format that products with weights of `format` run in: their own where the hardware has it, else bf16, to which
  /// they are expanded on the way (W4A16). 4-bit floats without hardware for them run in bf16.
  func computeFormat(for format: NumberFormat) -> NumberFormat {
    peakRates[format] != nil && efficiencies[format] != nil ? format : .bfloat16
  }

  /// The share of the reads of an expert's weights of `format` that its products wait for.
  func exposedReads(_ format: NumberFormat) -> Explained<Scalar> {
    computeFormat(for: format) == format ? exposedExpertReads : exposedExpandedReads
  }

  /// Achieved rate of dense products with weights of `format`.
  /// - Parameter inBlocks: Whether fp8 has a scale for each block.
  func denseRate(_ format: NumberFormat, inBlocks: Bool) -> Explained<ArithmeticRate> {
    let format = computeFormat(for: format)
    let efficiency = inBlocks && format == .float8 ? float8InBlocks : efficiency(format)
    return (peak(format) * efficiency).named("achieved \(format.rawValue) rate")
  }

  /// Achieved rate of decode's scores and values: in the cache's format where that is fp8 and the hardware has it, else in
  /// bf16.
  func attentionRate(cache: NumberFormat) -> Explained<ArithmeticRate> {
    let runsInFloat8 = cache == .float8 && computeFormat(for: cache) == cache
    return runsInFloat8 ? peak(.float8) * float8Attention : peak(.bfloat16) * attention
  }

  /// Peak of products with weights of `format`.
  func peak(_ format: NumberFormat) -> Explained<ArithmeticRate> {
    peakRates[computeFormat(for: format)] ?? Explained(FLOPRate(1))
  }

  private func efficiency(_ format: NumberFormat) -> Explained<Scalar> { efficiencies[format] ?? 1 }
}
