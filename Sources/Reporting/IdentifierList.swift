import Formats
import Launching
import Plans

/// The stable identifiers of messages, as `layline schema identifiers` prints them.
public struct IdentifierList: Encodable, Sendable, CustomStringConvertible {
  /// The version of this form.
  let layline = "identifier-list/1"
  let groups: [Group]

  /// The identifiers of one kind of message.
  struct Group: Encodable, Sendable {
    let title: String
    let identifiers: [String]

    init<Identifier: RawRepresentable & CaseIterable>(_ title: String, _: Identifier.Type)
    where Identifier.RawValue == String {
      self.title = title
      identifiers = Identifier.allCases.map(\.rawValue).sorted()
    }
  }

  public init() {
    groups = [
      Group("Faults of inputs, exit status 2", DiagnosticID.self),
      Group("Findings of layline verify, exit status 1", FindingID.self),
      Group("Deviations of an engine from a plan, layline emit", Deviation.Identifier.self),
      Group("Warnings of layline predict", ServingWarning.Identifier.self),
    ]
  }

  public var description: String {
    groups.flatMap { ["\($0.title):"] + $0.identifiers.map { "  \($0)" } }.joined(separator: "\n")
  }
}
