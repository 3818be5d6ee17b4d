import Plans

/// What came of a check as workflow commands: GitHub puts each on its line of a file.
///
/// A step shows ten errors, ten warnings and ten notices, so that what blocks comes first.
struct CheckAnnotations {
  private let report: CheckReport

  init(_ report: CheckReport) { self.report = report }

  /// A line for each problem; a notice where there are none.
  var text: String {
    let problems = CheckProblem.all(of: report)
    guard !problems.isEmpty else {
      let title = Self.property("Capacity policy: \(CheckWords.word(report.outcome))")
      return "::notice title=\(title)::\(Self.data("\(report.policy.reference): \(CheckCounts(report).sentence)"))"
    }
    return problems.enumerated().sorted { (Self.rank($0.element), $0.offset) < (Self.rank($1.element), $1.offset) }
      .map { Self.line($0.element) }.joined(separator: "\n")
  }

  private static func rank(_ problem: CheckProblem) -> Int {
    switch problem.severity {
    case .error: problem.kind == .unproved ? 1 : 0
    case .warning: 2
    case .note: 3
    }
  }

  private static func line(_ problem: CheckProblem) -> String {
    let command =
      switch problem.severity {
      case .error: "error"
      case .warning: "warning"
      case .note: "notice"
      }
    var properties = ["file=\(property(RelativePath.of(problem.place.file)))"]
    if let line = problem.place.line { properties.append("line=\(line)") }
    properties.append("title=\(property(problem.title))")
    return "::\(command) \(properties.joined(separator: ","))::\(data(problem.message))"
  }

  /// What stands behind the second pair of colons.
  static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r\n", with: "%0D%0A").replacing("\r", with: "%0D")
      .replacing("\n", with: "%0A")
  }

  /// The value of a property, where colons and commas have a meaning too.
  static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
