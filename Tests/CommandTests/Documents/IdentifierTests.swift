import Foundation
import Testing

@testable import Formats
@testable import Launching
@testable import Plans
@testable import Reporting

/// The identifiers of messages are one list that scripts can rely on.
@Suite struct IdentifierTests {
  /// Every case of the enumerations of identifiers, as the compiler prints it.
  private static let cases: [(name: String, text: String)] =
    DiagnosticID.allCases.map { (name($0), $0.rawValue) } + FindingID.allCases.map { (name($0), $0.rawValue) }
    + Deviation.Identifier.allCases.map { (name($0), $0.rawValue) }
    + ServingWarning.Identifier.allCases.map { (name($0), $0.rawValue) }

  /// The name of a case; its description is its text.
  private static func name<Identifier: RawRepresentable>(_ identifier: Identifier) -> String
  where Identifier.RawValue == String {
    let parts = identifier.rawValue.split(separator: "-").map(String.init)
    let short: [String: String] = ["utf8": "UTF8", "gpu": "GPU", "gpus": "GPUs", "hbm": "HBM"]
    return parts[0] + parts.dropFirst().map { short[$0] ?? $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  @Test func eachIsUsedSomewhere() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources").standardized
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    let declarations: Set<String> = ["DiagnosticID.swift", "FindingID.swift"]
    var used: Set<Substring> = []
    for case let file as URL in files
    where file.pathExtension == "swift" && !declarations.contains(file.lastPathComponent) {
      let text = try String(contentsOf: file, encoding: .utf8)
      used.formUnion(text.matches(of: #/\.([a-z][A-Za-z0-9]*)/#).map(\.output.1))
    }
    for (name, text) in Self.cases { #expect(used.contains(Substring(name)), "nothing says \(text)") }
  }

  @Test func theyAreWordsJoinedByHyphens() {
    for (_, text) in Self.cases { #expect(text.wholeMatch(of: #/[a-z0-9]+(-[a-z0-9]+)*/#) != nil, "\(text)") }
  }

  @Test func theProgramListsThem() throws {
    let list = IdentifierList()
    #expect(list.groups.map(\.identifiers.count).reduce(0, +) == Self.cases.count)
    #expect(list.description.contains("\n  unknown-cluster\n"))
    #expect(list.groups[1].identifiers.contains("memory-wrong"))
  }
}
