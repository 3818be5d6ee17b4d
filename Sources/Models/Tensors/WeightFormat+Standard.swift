import Quantities

extension WeightFormat {
  /// FP8 with one 32-bit scale for each block of rows × columns.
  static func float8(block rows: Int, _ columns: Int) -> WeightFormat {
    WeightFormat(.float8, scaleBytesPerElement: 4 / Double(rows * columns))
  }

  /// A format with the scales that it usually has: FP8 in blocks of 128 × 128 (32-bit scales), NVFP4 in groups of 16
  /// and MXFP4 in groups of 32 (8-bit scales), INT4 in groups of 32 (16-bit scales); none for the others.
  public static func standard(_ format: NumberFormat) -> WeightFormat {
    switch format {
    case .float32, .bfloat16, .float16, .integer8: WeightFormat(format)
    case .float8: .float8(block: 128, 128)
    case .nvfp4: WeightFormat(.nvfp4, scaleBytesPerElement: 1.0 / 16)
    case .mxfp4: WeightFormat(.mxfp4, scaleBytesPerElement: 1.0 / 32)
    case .integer4: WeightFormat(.integer4, scaleBytesPerElement: 2.0 / 32)
    }
  }
}
