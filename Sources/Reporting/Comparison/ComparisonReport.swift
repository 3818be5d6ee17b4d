import Foundation
import Plans
import Quantities

/// A comparison on one screen, for a person.
public struct ComparisonReport: CustomStringConvertible, Sendable {
  private let document: ComparisonDocument
  private let effort: [String]

  /// - Parameters:
  ///   - document: What was compared.
  ///   - effort: What the run took, which is not part of the answer.
  public init(_ document: ComparisonDocument, effort: [String] = []) {
    self.document = document
    self.effort = effort
  }

  /// At most 100 columns.
  public var description: String {
    let comparison = document.comparison
    let sections = [
      headline, ComparedLayoutList(comparison).text, ComparisonTable(comparison).text, LossSection(comparison).text,
      CrossoverSection(comparison).text, RuleSection(comparison).text,
      effort.isEmpty ? "" : "            took " + effort.joined(separator: ", "),
    ].filter { !$0.isEmpty }
    return sections.joined(separator: "\n\n").split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { TextLayout.wrap(String($0), indent: 14) }.joined(separator: "\n")
  }

  private var headline: String { InputsLine(document.inputs).text }
}
