import Clusters
import Foundation
import Quantities
@testable import Costing

/// The default calibration and what is left of it without some of its costs.
struct FreedCalibrations {
  let shipped, ideal: Calibration
  /// No fixed times.
  let withoutTimes: Calibration
  /// Nor any reads that products of experts wait for.
  let withoutExposedReads: Calibration
  /// Nor copies of a token for each of its experts.
  let deduplicated: Calibration

  init() throws {
    (shipped, ideal) = (try .shipped("default"), try .shipped("ideal"))
    var text = String(decoding: try CalibrationReference.shipped("default").contents(), as: UTF8.self)
    text = text.replacing(#/value: [0-9.]+ (us|ms)/#, with: "value: 0 us")
    withoutTimes = try CalibrationText.calibration(text)
    text = text.replacing(#/exposedExpertReads: {value: [0-9.]+/#, with: "exposedExpertReads: {value: 0")
    withoutExposedReads = try CalibrationText.calibration(text)
    deduplicated = try CalibrationText.calibration(text, ["  copies: perExpert": "  copies: deduplicated"])
  }
}
