import Foundation
import Testing
@testable import Calibrating

@Suite("Fits of bad data, of nothing and of the impossible")
struct FittingRobustnessTests {
  /// ln of (a + b·n) / s over batches n, with noise of 5 % and every tenth run off by a factor of 3.
  private static func noisy(seed: UInt64) -> ClosureProblem {
    var noise = NoiseSource(seed: seed)
    let runs = (0..<200).map { index -> (batch: Double, time: Double) in
      let batch = Double(1 + index % 64)
      let outlier = index % 10 == 7 ? 3.0 : 1
      return (batch, (100 + 4 * batch) * exp(0.05 * noise.normal()) * outlier)
    }
    return ClosureProblem { values in
      runs.map { log((values[0] + values[1] * $0.batch) / $0.time) / 0.05 }
    }
  }

  private static let parameters = [
    FittedParameter.example(in: 1...10_000, from: 40, .logarithmic, width: 3),
    FittedParameter.example(in: 0.01...1_000, from: 20, .logarithmic, width: 3),
  ]

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func outliersDoNotRule(seed: UInt64) throws {
    let problem = Self.noisy(seed: seed)
    let robust = try LeastSquaresMinimizer(problem, parameters: Self.parameters).fit()
    #expect(abs(robust.values[0] / 100 - 1) < 0.04 && abs(robust.values[1] / 4 - 1) < 0.04, "\(robust.values)")
    let error = try #require(robust.estimates[0].standardError)
    #expect(abs(robust.values[0] - 100) < 4 * error)
    let squared = try LeastSquaresMinimizer(problem, parameters: Self.parameters, options: .plain).fit()
    #expect(abs(squared.values[0] / 100 - 1) > 0.05, "outliers are strong enough to tell the two apart")
  }

  @Test func theBestBeyondABoundIsTheBound() throws {
    let problem = ClosureProblem { [$0[0] - 7, $0[1] - 2, 0.3 * ($0[0] - $0[1])] }
    let fit = try LeastSquaresMinimizer(
      problem, parameters: [.example(in: 0...5, from: 1), .example(in: 0...5, from: 1)], options: .plain
    ).fit()
    #expect(fit.values[0] == 5)
    #expect(fit.estimates[0].isAtBound && !fit.estimates[1].isAtBound)
    #expect(fit.estimates[0].standardError == nil)
    // y of (y − 2)² + 0.09·(5 − y)² at its least: (2 + 0.45) / 1.09.
    #expect(abs(fit.values[1] - 2.45 / 1.09) < 1e-5)
  }

  @Test(arguments: [ParameterScale.linear, .logarithmic, .logistic])
  func noValueIsEverTriedOutsideOfTheBounds(scale: ParameterScale) throws {
    let problem = ClosureProblem { values in
      #expect(values[0] >= 0.1 && values[0] <= 0.9)
      return [(values[0] - 40) * 100, values[0] * values[0]]
    }
    let fit = try LeastSquaresMinimizer(
      problem, parameters: [.example(in: 0.1...0.9, from: 0.2, scale)], options: .plain
    ).fit()
    #expect(abs(fit.values[0] - 0.9) < 1e-3 && fit.estimates[0].isAtBound)
  }

  @Test func withoutInfluenceNothingMoves() throws {
    let problem = ClosureProblem { values in (0..<10).map { values[0] - Double($0) } }
    let idle = FittedParameter.example(in: 1...7, from: 0.1 * 30, .logarithmic, width: 0.3)
    let fit = try LeastSquaresMinimizer(problem, parameters: [.example(in: -50...50, from: 1), idle]).fit()
    #expect(fit.values[1] == 0.1 * 30, "to the last bit")
    #expect(!fit.estimates[1].isInformed && fit.estimates[1].informingRuns == 0)
    #expect(fit.estimates[1].narrowing == 1 && fit.estimates[1].standardError == nil)
    #expect(fit.informedCount == 1)
  }

  @Test func fewRunsInformNothing() throws {
    let problem = ClosureProblem { values in (0..<10).map { $0 < 4 ? values[0] - 3 : 0 } }
    let fit = try LeastSquaresMinimizer(problem, parameters: [.example(in: -50...50, from: 1)]).fit()
    #expect(fit.status == .nothingToFit && fit.values == [1] && fit.estimates[0].informingRuns == 4)
  }

  /// Runs are counted, not their quantities.
  @Test func quantitiesOfARunCountOnce() throws {
    let origins = (0..<8).map { ResidualOrigin(run: $0 / 2, group: 0) }
    let problem = ClosureProblem(origins: origins) { values in [Double](repeating: values[0], count: 8) }
    #expect(
      try LeastSquaresMinimizer(problem, parameters: [.example(in: -5...5, from: 1)]).fit().estimates[0]
        .informingRuns == 4)
  }

  /// Beyond 2 there is no answer; the best is 3.
  @Test func whatHasNoAnswerIsNotEntered() throws {
    let problem = ClosureProblem { [$0[0] > 2 ? .infinity : $0[0] - 3] }
    let fit = try LeastSquaresMinimizer(problem, parameters: [.example(in: -50...50, from: 0)], options: .plain).fit()
    #expect(fit.values[0] <= 2 && fit.values[0] > 1.9)
  }

  @Test func aStartWithoutAnAnswerIsRefused() {
    let problem = ClosureProblem { _ in [0, .nan] }
    #expect(throws: FittingError.startNotFinite(residual: 1)) {
      try LeastSquaresMinimizer(problem, parameters: [.example(in: -1...1, from: 0)]).fit()
    }
  }

  @Test func stepsRunOut() throws {
    var options = FitOptions.plain
    options.iterations = 2
    let problem = ClosureProblem { [10 * ($0[1] - $0[0] * $0[0]), 1 - $0[0]] }
    let parameters = [FittedParameter.example(in: -5...5, from: -1.2), .example(in: -5...25, from: 1)]
    let fit = try LeastSquaresMinimizer(problem, parameters: parameters, options: options).fit()
    #expect(fit.status == .iterationLimit && fit.iterations == 2 && fit.cost < fit.costBefore)
  }

  @Test func theSameBytesOnOneCoreAndOnSeveral() throws {
    var options = FitOptions()
    let fits = try [true, false, true].map { isConcurrent in
      options.isConcurrent = isConcurrent
      return try LeastSquaresMinimizer(Self.noisy(seed: 9), parameters: Self.parameters, options: options).fit()
    }
    #expect(fits[0] == fits[1] && fits[0] == fits[2])
  }
}
