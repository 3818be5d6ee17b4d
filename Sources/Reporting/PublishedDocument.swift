import Calibrating

/// What `layline published --json` prints.
public struct PublishedDocument: Encodable, Sendable {
  /// The version of this form.
  let layline = "published-results/1"
  let counts: PublishedCounts
  let figures: [Figure]

  /// - Parameter results: In the order in which they are printed.
  public init(_ results: [PublishedResult]) {
    counts = PublishedCounts(results)
    figures = results.map(Figure.init)
  }

  /// A figure beside its prediction.
  struct Figure: Encodable, Sendable {
    let id: String
    let kind: PublishedKind
    let quantity: String
    /// Of `published` and `predicted`; empty for a plain number.
    let unit: String
    let published: Double
    let predicted: Double?
    /// Predicted over published.
    let ratio: Double?
    let tolerance: Double
    let toleranceReason: String
    let inside: Bool?
    /// Why there is no prediction, where the product refuses one.
    let fault: String?
    /// Why the product is known to be outside the tolerance.
    let knownMiss: String?
    let evidence: String
    let assumed: [String]
    let confidence: PublishedFigure.Confidence
    let citation: PublishedCitation

    init(_ result: PublishedResult) {
      let figure = result.figure
      id = figure.id
      kind = figure.kind
      quantity = figure.quantity
      unit = figure.unit.rawValue
      published = figure.value
      predicted = result.predicted
      ratio = result.ratio
      tolerance = figure.tolerance
      toleranceReason = figure.toleranceReason
      inside = result.isInside
      fault = if case .impossible(let diagnostic) = result.outcome { "\(diagnostic)" } else { nil }
      knownMiss = figure.knownMiss
      evidence = figure.evidence
      assumed = figure.assumed
      confidence = figure.confidence
      citation = figure.citation
    }
  }
}

/// How many published figures are met.
public struct PublishedCounts: Encodable, Sendable, Hashable {
  /// Predicted inside the tolerance.
  public let inside: Int
  /// Predicted outside of it, or impossible to predict.
  public let outside: Int
  /// Nobody predicted them.
  public let notPredicted: Int

  /// - Parameter results: The results to count.
  public init(_ results: [PublishedResult]) {
    inside = results.count { $0.isInside == true }
    outside = results.count { $0.isInside == false }
    notPredicted = results.count { $0.isInside == nil }
  }
}
