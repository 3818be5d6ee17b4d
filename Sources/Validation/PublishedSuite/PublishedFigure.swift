/// One result that somebody published, with what is needed to predict it.
public struct PublishedFigure: Sendable, Hashable {
  /// How far a publication can be trusted, and how much of its configuration it states.
  public enum Confidence: String, Sendable, Hashable, CaseIterable, Codable {
    /// Read in the source, configuration stated.
    case high
    /// Rounded, or parts of the configuration follow from elsewhere.
    case medium
    /// A single remark, or a configuration that is mostly assumed.
    case low
  }

  /// Unique in the suite.
  public let id: String
  /// The group that it is listed in.
  public let kind: PublishedKind
  /// Where it was published.
  public let citation: PublishedCitation
  /// What stands there, with the number as published.
  public let evidence: String
  /// What the publication does not say and the configuration takes for granted.
  public let assumed: [String]
  /// The quantity as the file names it: "timePerOutputToken".
  public let quantity: String
  /// What it is about.
  public let subject: PublishedSubject
  /// In base units; rates per GPU.
  public let value: Double
  /// How far a prediction may be off, as a fraction: 0.2 allows from 1 / 1.2 to 1.2 times the value.
  public let tolerance: Double
  /// Why the tolerance is what it is.
  public let toleranceReason: String
  /// How far the publication can be trusted.
  public let confidence: Confidence
  /// Why the product is known to be outside the tolerance; `nil` where it is expected inside.
  public let knownMiss: String?

  /// What the value counts.
  public var unit: PublishedUnit { subject.unit }

  /// Whether a prediction is inside the tolerance: at most 1 + tolerance times the value, and at least 1 / (1 + tolerance).
  public func accepts(_ prediction: Double) -> Bool {
    let ratio = prediction / value
    return ratio <= 1 + tolerance && ratio * (1 + tolerance) >= 1
  }
}
