import Clusters
import Foundation
import Quantities
@testable import Costing

/// The default calibration and what is left of it without some of its costs.
struct FreedCalibrations {
  let shipped, ideal: Calibration
  /// No fixed times.
  let withoutTimes: Calibration
  /// Nor any tokens that an expert needs for half of the efficiency of grouped products.
  let withoutHalfTokens: Calibration
  /// Nor copies of a token for each of its experts.
  let deduplicated: Calibration

  init() throws {
    (shipped, ideal) = (try .shipped("default"), try .shipped("ideal"))
    var text = String(decoding: try CalibrationReference.shipped("default").contents(), as: UTF8.self)
    text = text.replacing(#/value: [0-9.]+ (us|ms)/#, with: "value: 0 us")
    withoutTimes = try CalibrationText.calibration(text)
    text = text.replacing(#/groupedHalfTokens: {value: [0-9.]+/#, with: "groupedHalfTokens: {value: 0")
    withoutHalfTokens = try CalibrationText.calibration(text)
    deduplicated = try CalibrationText.calibration(text, ["  copies: perExpert": "  copies: deduplicated"])
  }

  /// How many times the ideal a step without fixed times may take on an accelerator, with weights of 4 bits.
  func mostOfIdeal(on accelerator: Accelerator) throws -> Double {
    let compute = try shipped.figures(forFamily: accelerator.family).figures.compute
    let peak = accelerator.peakRates[.bfloat16]?.value ?? 1
    let tokens = compute.groupedHalfTokens.quantity.value * 2 * accelerator.memoryBandwidth.value / (peak * 0.5)
    return max(10, (1 + tokens) / compute.grouped.quantity.value)
  }
}
