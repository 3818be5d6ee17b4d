import Foundation
import Plans

/// What came of a check as GitLab's code quality report: a list of problems on lines of files.
struct CheckCodeQuality {
  private struct Entry: Encodable {
    struct Location: Encodable {
      let path: String
      let lines: Lines
    }

    struct Lines: Encodable {
      let begin: Int
    }

    let description: String
    let checkName: String
    let fingerprint: String
    let severity: String
    let location: Location

    enum CodingKeys: String, CodingKey {
      case description
      case checkName = "check_name"
      case fingerprint, severity, location
    }
  }

  private let report: CheckReport

  init(_ report: CheckReport) { self.report = report }

  /// - Throws: Never for a report, whose texts can all be encoded.
  func text() throws -> String { try JSONText.encode(CheckProblem.all(of: report).map(Self.entry)) }

  private static func entry(_ problem: CheckProblem) -> Entry {
    Entry(
      description: "\(problem.title). \(problem.message)", checkName: problem.id,
      fingerprint: ProblemFingerprint.of(problem), severity: severity(problem),
      location: .init(path: RelativePath.of(problem.place.file), lines: .init(begin: problem.place.line ?? 1)))
  }

  private static func severity(_ problem: CheckProblem) -> String {
    switch (problem.severity, problem.kind) {
    case (.error, .fault): "blocker"
    case (.error, .failure): "critical"
    case (.error, .unproved): "major"
    case (.warning, _): "minor"
    case (.note, _): "info"
    }
  }
}
