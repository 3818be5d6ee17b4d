import Models
import Plans
import Quantities

/// Smaller formats of the KV cache and of the weights.
struct PrecisionLevers {
  private let source: DeploymentSource

  init(_ source: DeploymentSource) { self.source = source }

  /// The cache in 8 bits; then the weights in every smaller format that the hardware multiplies, and in 4-bit integers,
  /// which are expanded on the way.
  /// - Throws: `Diagnostic` where an input is missing or wrong.
  func levers() throws -> [Lever?] {
    guard source.node.value(at: "model") != nil, source.node.value(at: "workers") == nil else { return [] }
    let model = try source.model(released: true)
    return [try cache(model)] + (try weights(model))
  }

  private func cache(_ model: ModelArchitecture) throws -> Lever? {
    let present = try source.cacheFormat() ?? model.cacheFormat ?? .bfloat16
    guard present.bits > 8 else { return nil }
    return lever("kv-precision", .float8, "the KV cache in fp8 instead of \(present.rawValue)")
  }

  private func weights(_ model: ModelArchitecture) throws -> [Lever?] {
    let pools = try source.cluster().pools
    let supported = [NumberFormat.float8, .nvfp4, .mxfp4].filter { format in
      pools.allSatisfy { $0.accelerator.peakRates[format] != nil }
    }
    let widest = model.widestWeightBits
    return (supported + [.integer4]).filter { $0.bits < widest }.map {
      lever("precision", $0, "the weights in \($0.rawValue)")
    }
  }

  private func lever(_ key: String, _ format: NumberFormat, _ sentence: String) -> Lever? {
    source.edited(key, to: .text(format.rawValue), sentence: sentence, replacement: format.rawValue)
      .map { Lever(name: key, steps: [$0]) }
  }
}
