import Foundation
import Plans

/// What tells a problem apart from all others of a policy, and stays the same while lines move and figures change.
enum ProblemFingerprint {
  static func of(_ problem: CheckProblem) -> String {
    let parts = [
      RelativePath.of(problem.place.file), problem.deployment ?? "", problem.id, "\(problem.kind)",
      "\(problem.ordinal)",
    ]
    // A separator that stands in no name.
    return Digest.of(Data(parts.joined(separator: "\u{0}").utf8))
  }
}
