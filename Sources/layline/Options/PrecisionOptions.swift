import ArgumentParser
import Inputs
import Models
import Quantities

/// The precisions that a model is stored and served in.
struct PrecisionOptions: ParsableArguments {
  @Option(
    help: "Store the weights in this format instead of the checkpoint's (fp8, bf16, nvfp4, mxfp4, int4, ...).",
    completion: .formats)
  var precision: String?

  @Option(
    name: .customLong("kv-precision"), help: "Store KV-cache elements in this format (bf16, fp8, ...).",
    completion: .formats)
  var cachePrecision: String?

  /// The format of `--precision`; `nil` keeps the checkpoint's.
  func weightFormat() throws -> NumberFormat? {
    try FlagValue.node("--precision", precision)?.choice(NumberFormat.self)
  }

  /// The format of `--kv-precision`; `nil` keeps what the checkpoint asks for.
  func cacheFormat() throws -> NumberFormat? {
    try FlagValue.node("--kv-precision", cachePrecision)?.choice(NumberFormat.self)
  }

  /// A model by path or name, stored in the format of `--precision`.
  func model(_ reference: String) throws -> ModelArchitecture {
    let format = try weightFormat()
    let model = try ModelArchitecture(reference: reference)
    return format.map { model.withPrecision($0) } ?? model
  }

  /// A model by path or name, as checkpoints in the format of `--precision` are released: in 4 bits attention stays wide.
  func releasedModel(_ reference: String) throws -> ModelArchitecture {
    let format = try weightFormat()
    let model = try ModelArchitecture(reference: reference)
    return format.map { model.asReleased(in: $0) } ?? model
  }
}
