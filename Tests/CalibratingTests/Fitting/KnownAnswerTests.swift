import Foundation
import Testing
@testable import Calibrating

@Suite("Fits whose answers are known")
struct KnownAnswerTests {
  private func fit(
    _ problem: ClosureProblem, _ parameters: [FittedParameter], _ options: FitOptions = .plain
  ) throws -> Fit {
    try LeastSquaresMinimizer(problem, parameters: parameters, options: options).fit()
  }

  /// 10·(y − x²) and 1 − x vanish at (1, 1), at the end of a curved valley.
  @Test(arguments: [(-1.2, 1.0), (3.0, -4.0), (-4.5, 4.5)])
  func rosenbrock(start: (x: Double, y: Double)) throws {
    let problem = ClosureProblem { [10 * ($0[1] - $0[0] * $0[0]), 1 - $0[0]] }
    let fit = try fit(problem, [.example(in: -5...5, from: start.x), .example(in: -5...25, from: start.y)])
    #expect(fit.status == .converged)
    #expect(abs(fit.values[0] - 1) < 1e-4 && abs(fit.values[1] - 1) < 2e-4, "\(fit.values)")
    #expect(fit.cost < 1e-8)
  }

  /// a·e^(−t/τ) + c, sampled without noise; the time in log, the offset as a share of its bounds.
  @Test func exponentialDecay() throws {
    let times = (0..<20).map { Double($0) * 0.4 }
    let measured = times.map { 5 * exp(-$0 / 2.5) + 0.3 }
    let problem = ClosureProblem { values in
      zip(times, measured).map { values[0] * exp(-$0 / values[1]) + values[2] - $1 }
    }
    let fit = try fit(
      problem,
      [
        .example(in: 0...100, from: 1, .linear), .example(in: 0.01...100, from: 20, .logarithmic),
        .example(in: 0...1, from: 0.7, .logistic),
      ])
    #expect(abs(fit.values[0] - 5) < 1e-4 && abs(fit.values[1] - 2.5) < 1e-4 && abs(fit.values[2] - 0.3) < 1e-4)
  }

  /// Four measurements of 6 with noise 1 and a prior of 2 ± 0.5: (4·6/1 + 2/0.25) / (4 + 4) = 4, ± 1/√8.
  @Test func measurementsAndPriorAreWeighed() throws {
    let problem = ClosureProblem { [Double](repeating: $0[0] - 6, count: 4) }
    let estimate = try fit(problem, [.example(in: -100...100, from: 2, width: 0.5)]).estimates[0]
    #expect(abs(estimate.value - 4) < 1e-6)
    #expect(abs(estimate.narrowing - (1 / 8.0).squareRoot() / 0.5) < 1e-6)
  }

  /// The four are one configuration: its pull (4 × 2)² = 64 and the prior's 4 over 8² are a variance of 68/64.
  @Test func runsOfOneConfigurationCountTogether() throws {
    let one = (0..<4).map { ResidualOrigin(run: $0, group: 0) }
    let apart = (0..<4).map { ResidualOrigin(run: $0, group: $0) }
    let errors = try [one, apart].map { origins in
      let problem = ClosureProblem(origins: origins) { [Double](repeating: $0[0] - 6, count: 4) }
      return try #require(try fit(problem, [.example(in: -100...100, from: 2, width: 0.5)]).estimates[0].standardError)
    }
    #expect(abs(errors[0] - (68.0 / 64).squareRoot()) < 1e-6)
    // Four pulls of 2: (4 × 4 + 4) / 64.
    #expect(abs(errors[1] - (20.0 / 64).squareRoot()) < 1e-6)
  }

  @Test func squaredLossIsTheMean() throws {
    let problem = ClosureProblem { values in [1, 2, 3, 10].map { values[0] - $0 } }
    #expect(abs(try fit(problem, [.example(in: -100...100, from: 0)]).values[0] - 4) < 1e-6)
  }

  @Test func aRobustLossIsNearTheMedian() throws {
    let problem = ClosureProblem { values in [1, 2, 3, 1_000].map { values[0] - $0 } }
    for loss in [RobustLoss.softL1(knee: 0.1), .huber(knee: 0.1)] {
      var options = FitOptions.plain
      options.loss = loss
      let value = try fit(problem, [.example(in: -5_000...5_000, from: 0)], options).values[0]
      #expect(value > 1.9 && value < 3.1, "\(loss): \(value)")
    }
  }

  /// ρ at 3 with a knee of 1: √10 − 1 and 3 − ½; both are ½·r² near zero, and their weights are ρ′/r.
  @Test func losses() {
    #expect(abs(RobustLoss.softL1(knee: 1).cost(3) - 2.16227766) < 1e-8)
    #expect(RobustLoss.huber(knee: 1).cost(-3) == 2.5)
    #expect(RobustLoss.squared.cost(3) == 4.5)
    for loss in [RobustLoss.softL1(knee: 2), .huber(knee: 2), .squared] {
      #expect(abs(loss.cost(1e-3) / 5e-7 - 1) < 1e-6)
      for residual in [0.5, -1.5, 3, 40] {
        let slope = (loss.cost(residual + 1e-6) - loss.cost(residual - 1e-6)) / 2e-6
        #expect(abs(loss.weight(residual) * residual - slope) < 1e-6, "\(loss) at \(residual)")
      }
    }
  }
}
