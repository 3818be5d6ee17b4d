import Quantities

extension Accelerator {
  /// The time to read the whole memory once: capacity / bandwidth. No step that reads all of it is faster.
  public var memoryDrainTime: Seconds { memory / memoryBandwidth }

  /// Dense operations per byte of memory traffic at a format; `nil` where the hardware lacks the format.
  public func operationsPerByte(_ format: NumberFormat) -> Double? {
    peakRates[format].map { $0.value / memoryBandwidth.value }
  }

  /// The formats that the hardware computes in, widest first.
  public var formats: [NumberFormat] { NumberFormat.allCases.filter { peakRates[$0] != nil } }

  /// Keys of the figures that were not read in a source, in order.
  public var unverifiedFigures: [String] { sources.filter { !$0.value.isVerified }.keys.sorted() }
}
