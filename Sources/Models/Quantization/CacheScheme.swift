import Inputs
import Quantities

/// The KV-cache format that a checkpoint asks for.
enum CacheScheme {
  /// Reads a `kv_cache_scheme`: `{"num_bits": 8, "type": "float"}`.
  static func format(_ scheme: InputNode?) throws -> NumberFormat? {
    guard let scheme else { return nil }
    let bits = try scheme.required("num_bits").integer(atLeast: 1, atMost: 64)
    switch (try scheme.required("type").text(), bits) {
    case ("float", 8): return .float8
    case ("int", 8): return .integer8
    case ("float", 4): return .nvfp4
    default: throw scheme.fault("unknown-value", expected: "8 bits, or 4 bits of type \"float\"")
    }
  }

  /// Reads a `kv_cache_quant_algo`: "FP8".
  static func format(algorithm: InputNode?) throws -> NumberFormat? {
    guard let algorithm else { return nil }
    switch try algorithm.text().uppercased() {
    case "FP8": return .float8
    case "INT8": return .integer8
    case "NVFP4": return .nvfp4
    case "NONE": return nil
    default: throw algorithm.fault("unknown-value", expected: "\"FP8\", \"INT8\" or \"NVFP4\"")
    }
  }
}
