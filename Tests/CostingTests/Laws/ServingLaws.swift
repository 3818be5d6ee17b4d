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
        if !(after <= time * (1 + 1e-12)) { Issue.record("\(improvement.name), seed \(seed): \(time) → \(after), \(plain)") }
      }
      for growth in RandomServing.growths {
        var more = plain
        growth.change(&more)
        let after = try more.time(calibration)
        if !(after >= time * (1 - 1e-12)) { Issue.record("\(growth.name), seed \(seed): \(time) → \(after), \(plain)") }
      }
    }
  }

  @Test(arguments: shares)
  func boundsProbe(share: Int) throws {
    let calibration = try Calibration.shipped("default")
    let ideal = try Calibration.shipped("ideal")
    let text = String(decoding: try CalibrationReference.shipped("default").contents(), as: UTF8.self)
    let free = try CalibrationText.calibration(text.replacing(#/value: [0-9.]+ (us|ms)/#, with: "value: 0 us"))
    var worst: [(Double, String)] = []
    var low: [(Double, String)] = []
    var lowWith: [(Double, String)] = []
    try Self.eachCase(share) { plain, seed in
      let bound = try plain.time(ideal)
      let f = try plain.time(free) / bound
      let c = try plain.time(calibration) / bound
      worst.append((f, "seed \(seed) \(plain)"))
      if f < 1 { low.append((f, "seed \(seed) \(plain)")) }
      if c < 1 { lowWith.append((c, "seed \(seed) \(plain)")) }
    }
    for (r, d) in worst.sorted(by: { $0.0 > $1.0 }).prefix(8) { print("WORST \(r) \(d)") }
    print("COUNT5 \(worst.count { $0.0 > 5 }) COUNT10 \(worst.count { $0.0 > 10 }) LOW \(low.count) LOWWITH \(lowWith.count)")
    for (r, d) in low.sorted(by: { $0.0 < $1.0 }).prefix(5) { print("LOW \(r) \(d)") }
    for (r, d) in lowWith.sorted(by: { $0.0 < $1.0 }).prefix(5) { print("LOWWITH \(r) \(d)") }
  }
}
