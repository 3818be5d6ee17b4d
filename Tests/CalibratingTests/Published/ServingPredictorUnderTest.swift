import Calibrating

/// The predictor of deployments that the published figures are judged with; without one they are left open.
enum ServingPredictorUnderTest {
  static let predictor: (any RunPredicting)? = nil
}
