import Quantities

/// A GPU (or TPU) as its data sheet and its readings describe it. FLOP/s are dense.
public struct Accelerator: Sendable, Hashable {
  /// The catalogue's identifier: "GB200-NVL72".
  public let id: String
  /// Who makes it: "NVIDIA".
  public let vendor: String
  /// Generation, which calibrations go by: "hopper", "blackwell", "cdna3".
  public let family: String
  /// HBM capacity as the driver reports it where that was read, in bytes.
  public var memory: Bytes
  /// Peak of the HBM.
  public var memoryBandwidth: Bandwidth
  /// Dense peak by the format of the operands; a format that is absent is not supported in hardware.
  public var peakRates: [NumberFormat: FLOPRate]
  /// The link to other GPUs of a scale-up domain.
  public let scaleUp: ScaleUpLink
  /// GPU-hour on the market; `nil` where none was read.
  public let price: GPUPrice?
  /// Where each figure was read, by its key: "memoryBandwidth", "rates.fp8", "scaleUp.latency".
  public let sources: [String: FigureSource]
  /// Announced figures that may still change.
  public let isPreliminary: Bool
  /// The catalogue's file or the cluster's that describes it; empty where it was made in code.
  public let file: String

  /// - Parameters: As the properties of the same names.
  public init(
    id: String, vendor: String, family: String, memory: Bytes, memoryBandwidth: Bandwidth,
    peakRates: [NumberFormat: FLOPRate], scaleUp: ScaleUpLink, price: GPUPrice?,
    sources: [String: FigureSource], isPreliminary: Bool, file: String = ""
  ) {
    self.id = id
    self.vendor = vendor
    self.family = family
    self.memory = memory
    self.memoryBandwidth = memoryBandwidth
    self.peakRates = peakRates
    self.scaleUp = scaleUp
    self.price = price
    self.sources = sources
    self.isPreliminary = isPreliminary
    self.file = file
  }
}
