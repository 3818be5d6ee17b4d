/// Tokens per second of a GPU against tokens per second of a user: every layout and batch that no other beats in both.
///
/// A versioned document: the same inputs give the same bytes. Keys of dimensioned values carry their unit.
public struct FrontierDocument: Codable, Sendable, Equatable {
  /// "frontier/1".
  public var layline: String
  /// "decode": prefill is not in these numbers.
  public var phase: String
  /// What it was made from.
  public var inputs: FrontierInputs
  /// Layouts that points refer to by their place in this list, in the order in which they first appear.
  public var layouts: [FrontierLayout]
  /// The fastest for a user first, tokens per second of a GPU rising.
  public var points: [FrontierEntry]
  /// Place of the point that lies farthest above the line between both ends, on logarithmic axes: where a little more of one
  /// speed starts to cost much of the other.
  public var knee: Int
  /// What all this rests on.
  public var certificate: FrontierCertificate

  /// The version of the document that this product writes.
  public static let formatVersion = "frontier/1"

  /// - Parameters: As the properties of the same names; the knee is worked out.
  public init(
    inputs: FrontierInputs, layouts: [FrontierLayout], points: [FrontierEntry], certificate: FrontierCertificate
  ) {
    layline = Self.formatVersion
    phase = "decode"
    self.inputs = inputs
    self.layouts = layouts
    self.points = points
    knee = FrontierKnee(points).index
    self.certificate = certificate
  }

  /// The layout of a point.
  public func layout(of point: FrontierEntry) -> FrontierLayout { layouts[point.layout] }
}
