import Experts

/// Loads of 256 experts that are about as uneven as recorded ones: some are ten times as busy as the mean.
struct SkewedLoads: Sendable {
  /// [layer][scenario][expert].
  private let tokens: [[[Double]]]

  init(layers: Int, scenarios: Int) {
    var state: UInt64 = 1
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    tokens = (0..<layers).map { _ in
      // Each scenario knows the same popular experts, and some of its own.
      let shared = (0..<256).map { _ in 10_000 / (0.05 + random()) }
      return (0..<scenarios).map { _ in shared.map { ($0 * (0.5 + random())).rounded() } }
    }
  }

  /// A problem for each layer, on equal GPUs.
  func problems(gpus: Int, redundant: Int) -> [ExpertProblem] {
    tokens.map { ExpertProblem(tokens: $0, ranks: .equal(gpus, copies: 256 + redundant), redundant: redundant) }
  }
}
