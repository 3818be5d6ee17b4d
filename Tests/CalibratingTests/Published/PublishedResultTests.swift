import Costing
import Formats
import Testing
@testable import Calibrating

@Suite("Published figures come out of the product")
struct PublishedResultTests {
  private static let figures = (try? PublishedFigures.all()) ?? []
  static let analytic = figures.filter { $0.kind != .serving }
  static let serving = figures.filter { $0.kind == .serving }

  /// Inside the tolerance, but for those that say why they are not. Kernels are held against figures that are fitted to
  /// serving runs, and a fit may bring one inside that was not.
  @Test(arguments: analytic)
  func modelsMachinesAndOperators(figure: PublishedFigure) throws {
    let result = PublishedEvaluator().result(of: figure)
    let predicted = try #require(result.predicted, "\(result.outcome)")
    let isExpected =
      result.isInside == (figure.knownMiss == nil) || (figure.kind == .kernels && result.isInside == true)
    #expect(isExpected, "\(figure.id): \(predicted) for \(figure.value)")
  }

  @Test(.enabled(if: ServingPredictorUnderTest.predictor != nil), arguments: serving)
  func deployments(figure: PublishedFigure) throws {
    let result = PublishedEvaluator(predictor: ServingPredictorUnderTest.predictor).result(of: figure)
    let predicted = try #require(result.predicted, "\(result.outcome)")
    #expect(result.isInside == (figure.knownMiss == nil), "\(figure.id): \(predicted) for \(figure.value)")
  }

  @Test func deploymentsStayOpenWithoutAPredictor() {
    for result in PublishedEvaluator().results(of: Self.serving) {
      #expect(result.isInside == nil && result.ratio == nil, "\(result.figure.id)")
    }
  }

  @Test(arguments: [(1.0, true), (1.04, true), (0.96, true), (1.6, false), (0.6, false)])
  func predictionsAreJudgedByTheTolerance(factor: Double, isInside: Bool) {
    for result in PublishedEvaluator(predictor: ScaledPredictor(factor: factor)).results(of: Self.serving) {
      #expect(result.isInside == isInside, "\(result.figure.id)")
      #expect(abs((result.ratio ?? 0) - factor) < 1e-12)
    }
  }

  @Test func whatCannotBePredictedIsOutside() throws {
    let evaluator = PublishedEvaluator(predictor: ScaledPredictor(refused: "H800-SXM"))
    let refused = evaluator.results(of: Self.serving).filter { $0.predicted == nil }
    #expect(refused.map(\.figure.id).allSatisfy { $0.hasPrefix("deepseek-production") } && refused.count == 3)
    #expect(refused.allSatisfy { $0.isInside == false })
  }

  /// The rates of machines are divided among their GPUs: 73,700 / 8.
  @Test func ratesArePerGPU() throws {
    let prefill = try #require(Self.figures.first { $0.id == "deepseek-production-prefill" })
    #expect(prefill.value == 9212.5)
  }
}
