import Launching

/// A layout that an engine cannot run, and why.
public struct LayoutRefusalReport: CustomStringConvertible {
  /// In words.
  public let description: String

  /// Of a refusal.
  public init(_ refusal: LayoutNotExpressible) {
    let head = "\(refusal.engine) cannot run \(refusal.worker) as planned:"
    description = ([head] + refusal.reasons.flatMap { TextLayout.wrap("  - \($0)", indent: 4) }).joined(separator: "\n")
  }
}
