@testable import Calibrating

/// A fitting problem from a closure.
struct ClosureProblem: FittingProblem {
  var origins: [ResidualOrigin] = []
  let closure: @Sendable ([Double]) throws -> [Double]

  init(origins: [ResidualOrigin] = [], _ closure: @escaping @Sendable ([Double]) throws -> [Double]) {
    self.origins = origins
    self.closure = closure
  }

  func residuals(at values: [Double]) throws -> [Double] { try closure(values) }
}

extension FittedParameter {
  /// A parameter of an example; nothing is known of it unless a width is given.
  static func example(
    in bounds: ClosedRange<Double>, from prior: Double, _ scale: ParameterScale = .linear, width: Double = .infinity
  ) -> FittedParameter {
    FittedParameter(key: "example", scale: scale, bounds: bounds, prior: prior, priorWidth: width)
  }
}

extension FitOptions {
  /// Plain least squares in which every parameter is fitted.
  static var plain: FitOptions {
    var options = FitOptions()
    options.loss = .squared
    options.fewestRuns = 1
    options.sensitivity = 1e-12
    options.tolerance = 1e-14
    options.iterations = 300
    return options
  }
}
