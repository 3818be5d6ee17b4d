import Foundation
import Models
import Quantities
import Testing
@testable import Costing

/// What must hold of a step on any hardware, by 10,000 seeded configurations.
struct ServingLaws {
  private static let shares = 0..<4

  private static func eachCase(_ share: Int, _ body: (RandomServing, UInt64) throws -> Void) throws {
    for seed in UInt64(share) * 2500..<UInt64(share + 1) * 2500 { try body(RandomServing(seed: seed), seed) }
  }

  @Test(arguments: shares)
  func stepsAreMonotone(share: Int) throws {
    let calibration = try Calibration.shipped("default")
    try Self.eachCase(share) { plain, seed in
      let time = try plain.time(calibration)
      if !(time > 0 && time.isFinite) { Issue.record("seed \(seed): \(time) s, \(plain)") }
      for improvement in RandomServing.improvements {
        var better = plain
        improvement.change(&better)
        let after = try better.time(calibration)
        if !(after <= time * (1 + 1e-12)) {
          Issue.record("\(improvement.name), seed \(seed): \(time) → \(after), \(plain)")
        }
      }
      for growth in RandomServing.growths {
        var more = plain
        growth.change(&more)
        let after = try more.time(calibration)
        if !(after >= time * (1 - 1e-12)) { Issue.record("\(growth.name), seed \(seed): \(time) → \(after), \(plain)") }
      }
    }
  }

  /// The blackboard is a bound. Without fixed times a calibration differs from it by efficiencies, imbalance and copies
  /// alone, which multiply to no more than 5 where grouped products need no crowd at each expert and a token travels once to
  /// a place; to no more than 10 where it travels to each of its experts.
  ///
  /// Reads that products of experts wait for at most double what these take.
  @Test(arguments: shares)
  func idealIsABoundAndNotFarBelow(share: Int) throws {
    let calibrations = try FreedCalibrations()
    try Self.eachCase(share) { plain, seed in
      let ideal = try plain.time(calibrations.ideal)
      func check(_ calibration: Calibration, _ bounds: ClosedRange<Double>, _ name: String) throws {
        let ratio = try plain.time(calibration) / ideal
        if !bounds.contains(ratio) { Issue.record("\(name), seed \(seed): \(ratio) of ideal, \(plain)") }
      }
      // The ideal has experts equally popular, which hits up to a twentieth more of them.
      try check(calibrations.shipped, 0.95...Double.infinity, "calibrated")
      // The fewer experts are hit the less alike they are: that alone may undercut the ideal, which has them alike.
      try check(calibrations.withoutTimes, 0.8...10, "without times")
      try check(calibrations.withoutExposedReads, 0.8...10, "without exposed reads")
      // Above 5 on H20 alone (5.2), whose few operations a byte make attention over fp8 caches wait for compute.
      // The H20-3e has even fewer of them (31 for 37).
      let most = plain.accelerator.id == "H20-3e" ? 5.5 * 37 / 30.8 : 5.5
      try check(calibrations.deduplicated, 0.8...most, "one copy for each place")
    }
  }

  /// Times are finite and positive, and loops settle: clients = (TTFT + (output − 1) · TPOT) / interval. Of every second
  /// configuration, for a loop takes many steps.
  @Test(arguments: shares)
  func deploymentsHaveTimesAndLoopsSettle(share: Int) throws {
    let calibration = try Calibration.shipped("default")
    try Self.eachCase(share) { plain, seed in
      guard seed % 2 == 0 else { return }
      let request = try plain.request(calibration, seed: seed)
      let prediction = try ServingModel(request).prediction(recorder: .off)
      let (first, token) = try (
        #require(prediction.timeToFirstToken).value, #require(prediction.timePerOutputToken).value
      )
      let rate = prediction.outputTokensPerSecond / request.traffic.outputTokens
      if !([first, token, rate].allSatisfy { $0 > 0 && $0.isFinite }) { Issue.record("seed \(seed): \(request)") }
      let fits = prediction.sequencesThatFit
      if fits >= 1, prediction.sequencesPerRank > fits * (1 + 1e-9) {
        Issue.record("too many, seed \(seed): \(request)")
      }
      guard case .concurrency(let clients) = request.traffic.load else { return }
      let inside = rate * (first + (request.traffic.outputTokens - 1) * token)
      if !isClose(inside, clients, within: 1e-4) {
        Issue.record("seed \(seed): \(inside) of \(clients) clients, \(request.traffic), \(request.deployment)")
      }
    }
  }
}
