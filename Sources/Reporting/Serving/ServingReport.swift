import Foundation
import Quantities

/// A prediction of serving on one screen, for a person.
public struct ServingReport: CustomStringConvertible, Sendable {
  private let summary: ServingSummary

  /// - Parameter summary: What was predicted.
  public init(_ summary: ServingSummary) { self.summary = summary }

  /// At most 100 columns.
  public var description: String {
    [
      headline, "", DeploymentSection(summary).text, "", TimeSection(summary).text, "", ThroughputSection(summary).text,
      BatchSection(summary).text, warnings,
    ].joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { TextLayout.wrap(String($0), indent: 14) }.joined(separator: "\n")
  }

  private var headline: String {
    let names = summary.names
    let stored = names.weightFormat.map { " in \($0.rawValue)" } ?? ""
    return "\(names.model.reference)\(stored) on \(names.cluster.reference), \(TrafficText(summary.request.traffic)); "
      + "runtime \(summary.request.runtime ?? "any"), calibration \(names.calibration.reference)"
  }

  private var warnings: String {
    let sentences = summary.warnings.map(\.sentence)
    guard !sentences.isEmpty else { return "" }
    return "\nNote        " + sentences.joined(separator: "\n            ")
  }
}
