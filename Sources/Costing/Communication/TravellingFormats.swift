import Models
import Quantities

/// Bytes of an activation element on its way to an expert and back.
struct TravellingFormats: Sendable {
  /// FP8 with a 4-byte scale for each 128 elements where the experts' weights have 8 bits or fewer, else bf16
  /// (DeepSeek-V3 technical report, section 3.2: FP8 dispatch, bf16 combine).
  let dispatch: Double
  /// bf16.
  let combine = 2.0

  init(mixture: MixtureOfExperts?) {
    let bits = mixture?.expertTensors.filter { $0.role == .matrix }.map(\.weightFormat.format.bits).max() ?? 16
    dispatch = bits <= 8 ? 1 + 4.0 / 128 : 2
  }
}
