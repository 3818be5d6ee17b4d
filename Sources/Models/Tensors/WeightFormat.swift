import Quantities

/// How a weight tensor is stored: the format of an element and what its scales add.
public struct WeightFormat: Sendable, Hashable {
  /// The format of an element.
  public let format: NumberFormat
  /// Bytes of scales per element: 4/(128·128) for FP8 in blocks, 1/16 for NVFP4, 1/32 for MXFP4.
  public let scaleBytesPerElement: Double

  /// - Parameters:
  ///   - format: The format of an element.
  ///   - scaleBytesPerElement: Bytes of scales per element.
  public init(_ format: NumberFormat, scaleBytesPerElement: Double = 0) {
    self.format = format
    self.scaleBytesPerElement = scaleBytesPerElement
  }

  /// FP8 with a scale for each block of elements: activations are quantised by blocks as well, before every product.
  public var isFloat8InBlocks: Bool { format == .float8 && scaleBytesPerElement > 0 }

  /// Bytes of one element with its share of the scales.
  public var bytesPerElement: Double { format.bytesPerElement + scaleBytesPerElement }
}
