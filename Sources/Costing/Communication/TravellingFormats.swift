import Models
import Quantities

/// Bytes of an activation element on its way to an expert and back.
struct TravellingFormats: Sendable {
  /// FP8 with a 4-byte scale for each 128 elements where the experts' weights have 8 bits or fewer, else bf16
  /// (DeepSeek-V3 technical report, section 3.2: FP8 dispatch, bf16 combine).
  let dispatch: Explained<Scalar>
  /// bf16.
  let combine: Explained<Scalar>

  init(mixture: MixtureOfExperts?, source: DerivationSource, recording: Bool) {
    func leaf(_ direction: String, _ bytes: Double, _ evidence: String) -> Explained<Scalar> {
      Explained(
        "bytes per \(direction) element", Quantity<Scalar>(bytes),
        source: DerivationSource(file: source.file, key: source.key, evidence: evidence), recording: recording)
    }
    let bits = mixture?.expertTensors.filter { $0.role == .matrix }.map(\.weightFormat.format.bits).max() ?? 16
    dispatch =
      bits <= 8
      ? leaf("dispatched", 1 + 4.0 / 128, "fp8 with a 4-byte scale for each 128, as the experts have 8 bits or fewer")
      : leaf("dispatched", 2, "bf16, as the experts' weights")
    combine = leaf("combined", 2, "bf16 (DeepSeek-V3 technical report, section 3.2)")
  }
}
