import Costing
import Foundation
import Plans
import Quantities
import Reporting
import Testing
@testable import Planning

@Suite("Frontiers against every layout and batch there is")
struct FrontierTests {
  /// 80 instances, and 40 of what engines run: the same points, neither more nor fewer, but for the last bits of sums in
  /// another order.
  @Test(arguments: 0..<12) func pointByPoint(part: Int) throws {
    var pipelines = 0
    for seed in part * 10..<(part + 1) * 10 {
      var request = try Self.request(seed, tolerance: 0)
      request.engine = part < 8 ? nil : .any
      let oracle = try FrontierOracle(request)
      guard case .frontier(let frontier) = try FrontierPlanner(request).frontier() else {
        #expect(oracle.points.isEmpty, "seed \(seed): refused")
        continue
      }
      pipelines += frontier.layouts.count { $0.stages.count > 1 }
      #expect(frontier.certificate.shortfall < 1e-9, "seed \(seed): \(frontier.certificate.shortfall)")
      for point in frontier.points {
        #expect(
          oracle.beats(round: point.timePerOutputToken, speed: point.tokensPerSecondPerGPU, share: 1e-9),
          "seed \(seed): a point that no layout has")
      }
      for point in oracle.points {
        #expect(
          Self.beats(frontier, round: point.round, speed: point.speed, share: 1e-9),
          "seed \(seed): a TPOT of \(point.round) at \(point.speed) tokens/s per GPU is missing")
      }
      #expect(
        Self.distinct(frontier.points.map { ($0.timePerOutputToken, $0.tokensPerSecondPerGPU) })
          == Self.distinct(oracle.points.map { ($0.round, $0.speed) }), "seed \(seed)")
    }
    #expect(pipelines > 0, "instances in which pipelines matter")
  }

  /// With a tolerance nothing is farther from the points than the certificate says.
  @Test func withinTheTolerance() throws {
    for seed in 0..<20 {
      let request = try Self.request(seed, tolerance: 0.03)
      guard case .frontier(let frontier) = try FrontierPlanner(request).frontier() else { continue }
      #expect(frontier.certificate.status == .proved)
      for point in try FrontierOracle(request).points {
        #expect(
          Self.beats(
            frontier, round: point.round, speed: point.speed, share: frontier.certificate.shortfall * (1 + 1e-9)),
          "seed \(seed)")
      }
    }
  }

  private static func request(_ seed: Int, tolerance: Double) throws -> PlanRequest {
    var request = try TinyInstance(seed: UInt64(seed) &* 977 &+ 1, objective: .cost).request
    request.goal = try Goal(
      objective: .cost, timePerOutputToken: seed % 3 == 0 ? Seconds(3e-3) : nil, gpuLimit: request.goal.gpuLimit,
      tolerance: tolerance)
    return request
  }

  static func beats(_ frontier: FrontierDocument, round: Double, speed: Double, share: Double) -> Bool {
    frontier.points.contains {
      $0.timePerOutputToken <= round * (1 + share) && $0.tokensPerSecondPerGPU * (1 + share) >= speed
    }
  }

  /// Points that differ by more than the last bits.
  private static func distinct(_ points: [(Double, Double)]) -> Int {
    guard !points.isEmpty else { return 0 }
    return 1
      + zip(points, points.dropFirst()).count { abs($1.0 / $0.0 - 1) > 1e-9 && abs($1.1 / $0.1 - 1) > 1e-9 }
  }
}
