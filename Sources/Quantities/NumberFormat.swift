/// The storage format of one element of a tensor: weights, KV cache, activations.
public enum NumberFormat: String, Sendable, Hashable, CaseIterable, Codable {
  case float32 = "fp32"
  case bfloat16 = "bf16"
  case float16 = "fp16"
  /// 8-bit float; weights scaled per tensor or per block.
  case float8 = "fp8"
  case integer8 = "int8"
  /// 4-bit float with a scale for each group of 16 (NVFP4).
  case nvfp4 = "nvfp4"
  /// 4-bit float with a scale for each group of 32 (MXFP4).
  case mxfp4 = "mxfp4"
  case integer4 = "int4"

  /// Bits of one element, without the scales.
  public var bits: Int {
    switch self {
    case .float32: 32
    case .bfloat16, .float16: 16
    case .float8, .integer8: 8
    case .nvfp4, .mxfp4, .integer4: 4
    }
  }

  /// Bytes of one element, without the scales.
  public var bytesPerElement: Double { Double(bits) / 8 }
}
