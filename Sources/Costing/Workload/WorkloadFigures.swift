import Models
import Quantities

/// The workload as leaves of derivations.
struct WorkloadFigures: Sendable {
  let averageContext: Explained<Scalar>
  let peakContext: Explained<Scalar>
  let cacheElementBytes: Explained<Scalar>
  let cacheFormat: NumberFormat
  let recording: Bool

  init(_ workload: Workload, model: ModelArchitecture, recording: Bool) {
    let source = DerivationSource(file: "workload", key: workload.source)
    averageContext = Explained(
      "average context", Quantity<Scalar>(workload.averageContext), source: source, recording: recording)
    peakContext = Explained(
      "peak context", Quantity<Scalar>(Double(workload.peakContext)), source: source, recording: recording)
    cacheFormat = workload.cacheFormat ?? model.cacheFormat ?? .bfloat16
    let formatSource =
      workload.cacheFormat != nil
      ? DerivationSource(file: "workload", key: "--kv-precision")
      : DerivationSource(
        file: model.file, key: "kv cache format",
        evidence: model.cacheFormat == nil ? "bf16 where the checkpoint asks for nothing" : nil)
    cacheElementBytes = Explained(
      "bytes per cache element", Quantity<Scalar>(cacheFormat.bytesPerElement), source: formatSource,
      recording: recording)
    self.recording = recording
  }
}
