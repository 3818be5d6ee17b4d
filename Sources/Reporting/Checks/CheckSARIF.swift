import FoundationEssentials
import Plans

/// What came of a check as SARIF 2.1.0, with one result for each problem.
struct CheckSARIF {
  let report: CheckReport
  let version: String

  /// - Throws: Never for a report, whose texts can all be encoded.
  func text() throws -> String {
    let problems = CheckProblem.all(of: report)
    let rules = rules(problems)
    let indices = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1.id, $0) })
    return try JSONText.encode(
      SARIFLog(
        runs: [
          .init(
            tool: .init(driver: .init(name: "layline", version: version, rules: rules)),
            invocations: [.init(executionSuccessful: report.outcome != .fault)],
            results: problems.map { result($0, rule: indices[$0.id] ?? 0) })
        ]))
  }

  /// All rules that were judged, so that one that is kept now is known as well; by identifier.
  private func rules(_ problems: [CheckProblem]) -> [SARIFLog.Rule] {
    var levels: [String: Severity] = [:]
    for rule in report.deployments.flatMap(\.rules) where levels[rule.id] == nil { levels[rule.id] = rule.severity }
    for problem in problems where levels[problem.id] == nil { levels[problem.id] = problem.severity }
    return levels.sorted { $0.key < $1.key }.map { id, severity in
      SARIFLog.Rule(
        id: id, name: Self.name(id), shortDescription: .init(text: "Capacity policy: \(id)"),
        defaultConfiguration: .init(level: Self.level(severity)))
    }
  }

  /// "hbm-headroom" as "HbmHeadroom".
  private static func name(_ id: String) -> String {
    id.split { !$0.isLetter && !$0.isNumber }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func level(_ severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .note: "note"
    }
  }

  private func result(_ problem: CheckProblem, rule: Int) -> SARIFLog.Result {
    SARIFLog.Result(
      ruleId: problem.id, ruleIndex: rule, level: Self.level(problem.severity),
      message: .init(text: "\(problem.title). \(problem.message)"), locations: [Self.location(problem.place)],
      relatedLocations: problem.limit.map { [Self.location($0, id: 0, says: "the limit")] },
      partialFingerprints: ["layline/v1": ProblemFingerprint.of(problem)])
  }

  private static func location(_ place: SourcePlace, id: Int? = nil, says text: String? = nil) -> SARIFLog.Location {
    SARIFLog.Location(
      id: id, message: text.map { .init(text: $0) },
      physicalLocation: .init(
        artifactLocation: .init(uri: uri(RelativePath.of(place.file))), region: place.line.map { .init(startLine: $0) })
    )
  }

  /// A reference to a file with everything that is not plain escaped.
  static func uri(_ path: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    let escaped = path.utf8.map { byte in
      plain.contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
    return path.hasPrefix("/") ? "file://" + escaped : escaped
  }
}

/// The part of SARIF 2.1.0 that a check needs, under the format's own names.
private struct SARIFLog: Encodable {
  let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
  let version = "2.1.0"
  let runs: [Run]

  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  struct Run: Encodable {
    let tool: Tool
    let invocations: [Invocation]
    let results: [Result]
  }

  struct Tool: Encodable {
    let driver: Driver
  }

  struct Driver: Encodable {
    let name, version: String
    let rules: [Rule]
  }

  struct Rule: Encodable {
    let id, name: String
    let shortDescription: Message
    let defaultConfiguration: Configuration
  }

  struct Configuration: Encodable {
    let level: String
  }

  struct Invocation: Encodable {
    let executionSuccessful: Bool
  }

  struct Message: Encodable {
    let text: String
  }

  struct Result: Encodable {
    let ruleId: String
    let ruleIndex: Int
    let level: String
    let message: Message
    let locations: [Location]
    let relatedLocations: [Location]?
    let partialFingerprints: [String: String]
  }

  struct Location: Encodable {
    let id: Int?
    let message: Message?
    let physicalLocation: PhysicalLocation
  }

  struct PhysicalLocation: Encodable {
    let artifactLocation: Artifact
    let region: Region?
  }

  struct Artifact: Encodable {
    let uri: String
  }

  struct Region: Encodable {
    let startLine: Int
  }
}
