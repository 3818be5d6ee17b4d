import Formats

/// A published figure with its prediction.
public struct PublishedResult: Sendable {
  /// The outcome of predicting a figure.
  public enum Outcome: Sendable {
    /// The prediction, in the unit of the figure.
    case predicted(Double)
    /// The product cannot predict the figure, for the reason given.
    case impossible(Diagnostic)
    /// No predictor of runs was available.
    case notPredicted
  }

  /// The published figure.
  public let figure: PublishedFigure
  /// The outcome of its prediction.
  public let outcome: Outcome

  /// The prediction, where there is one.
  public var predicted: Double? {
    if case .predicted(let value) = outcome { value } else { nil }
  }

  /// Predicted over published.
  public var ratio: Double? { predicted.map { $0 / figure.value } }

  /// Whether the prediction is within the figure's tolerance; `nil` where none was made, `false` where it is
  /// impossible.
  public var isInside: Bool? {
    switch outcome {
    case .predicted(let value): figure.accepts(value)
    case .impossible: false
    case .notPredicted: nil
    }
  }
}

/// Predicts published figures.
///
/// Figures of a model, a machine or a single operator are computed by their own formulas, deployments by the predictor
/// of runs.
public struct PublishedEvaluator: Sendable {
  private let predictor: (any RunPredicting)?

  /// - Parameter predictor: Predicts deployments; without one they are left open.
  public init(predictor: (any RunPredicting)? = nil) {
    self.predictor = predictor
  }

  /// The results in the order of the figures.
  public func results(of figures: [PublishedFigure]) -> [PublishedResult] { figures.map(result) }

  /// The figure beside its prediction.
  public func result(of figure: PublishedFigure) -> PublishedResult {
    do {
      let outcome = try prediction(of: figure.subject).map(PublishedResult.Outcome.predicted) ?? .notPredicted
      return PublishedResult(figure: figure, outcome: outcome)
    } catch let diagnostic as Diagnostic {
      return PublishedResult(figure: figure, outcome: .impossible(diagnostic))
    } catch {
      let diagnostic = Diagnostic(
        id: .internal, file: figure.kind.rawValue, key: figure.id, found: "\(error)", expected: "a prediction")
      return PublishedResult(figure: figure, outcome: .impossible(diagnostic))
    }
  }

  private func prediction(of subject: PublishedSubject) throws -> Double? {
    switch subject {
    case .architecture(let figure): try figure.predicted()
    case .memory(let figure): try figure.predicted()
    case .machine(let figure): try figure.predicted()
    case .operators(let figure): try figure.predicted()
    case .speculation(let speculation): speculation.tokensPerStep
    case .serving(let figure): try predictor.flatMap { try figure.predicted(by: $0) }
    }
  }
}
