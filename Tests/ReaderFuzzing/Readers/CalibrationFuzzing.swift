import Calibrating
import Costing
import Formats
import Foundation

/// A calibration, as plans read it and as fits edit it.
enum CalibrationFuzzing {
  static let reader = FuzzedReader("calibration", seeds: SeedTexts.calibrations) { bytes, number in
    let calibration = try Calibration(InputDocument.parse(Data(bytes), file: "calibration.yaml"))
    guard number % 32 == 0 else { return }
    try CheckedPlan.check(
      model: SmallInputs.model.get(), cluster: SmallInputs.cluster.get(), calibration: calibration)
  }

  static let document = FuzzedReader("calibration-document", seeds: SeedTexts.calibrations) { bytes, _ in
    _ = try CalibrationDocument(String(decoding: bytes, as: UTF8.self), file: "calibration.yaml").calibration()
  }
}
