import Inputs
import Plans

/// The levers of a deployment, cheapest first: what costs nothing but balance or accuracy, then what users are given, then
/// the targets, and machines last.
struct LeverCatalogue {
  private let source: DeploymentSource

  init(_ source: DeploymentSource) { self.source = source }

  /// - Parameters:
  ///   - rule: Does not hold.
  ///   - evaluation: What the deployment comes to now.
  ///   - subject: The deployment.
  /// - Throws: `Diagnostic` where an input is missing or wrong.
  func levers(for rule: CheckedRule, _ evaluation: Evaluation, _ subject: any PolicySubject) throws -> [Lever] {
    let numbers = NumberLevers(source)
    let all: [Lever?] =
      try [numbers.redundantExperts] + PrecisionLevers(source).levers()
      + [
        numbers.sequences, numbers.context, TargetLevers(source, subject).lever(for: rule, evaluation),
        numbers.workers,
      ] + NodeLevers(source).levers()
    return all.compactMap(\.self).filter { !$0.steps.isEmpty }
  }
}
