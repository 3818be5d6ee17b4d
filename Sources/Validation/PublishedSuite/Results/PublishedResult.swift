import Inputs

/// A published figure beside what the product says.
public struct PublishedResult: Sendable {
  /// What came of predicting it.
  public enum Outcome: Sendable {
    /// In the unit of the figure.
    case predicted(Double)
    /// The product cannot predict it, and says why.
    case impossible(Diagnostic)
    /// Nobody was there to predict it.
    case notPredicted
  }

  /// What was published.
  public let figure: PublishedFigure
  /// What the product says.
  public let outcome: Outcome

  /// - Parameters:
  ///   - figure: What was published.
  ///   - outcome: What the product says.
  public init(figure: PublishedFigure, outcome: Outcome) {
    self.figure = figure
    self.outcome = outcome
  }

  /// The prediction, where there is one.
  public var predicted: Double? {
    if case .predicted(let value) = outcome { value } else { nil }
  }

  /// Predicted over published.
  public var ratio: Double? { predicted.map { $0 / figure.value } }

  /// Whether the prediction is inside the figure's tolerance; `nil` where nobody predicted. What is impossible is not.
  public var isInside: Bool? {
    switch outcome {
    case .predicted(let value): figure.accepts(value)
    case .impossible: false
    case .notPredicted: nil
    }
  }
}
