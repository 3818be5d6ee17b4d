import Inputs
import Plans

/// What a plan is asked besides itself; each answer is a search of its own.
public struct PlanQuestions: Sendable {
  /// Figures that are changed, one question after the other.
  public var whatIf: [InputVariation]
  /// Whether one unit more and less of hardware is solved for.
  public var wantsMarginals: Bool

  /// - Parameters: As the properties of the same names.
  public init(whatIf: [InputVariation] = [], wantsMarginals: Bool = false) {
    self.whatIf = whatIf
    self.wantsMarginals = wantsMarginals
  }

  /// That every question can be asked, before any work is done.
  /// - Throws: `Diagnostic` with the flag and the axis.
  public func check(against request: PlanRequest) throws {
    let unit = ObjectiveUnit(request).name
    for variation in whatIf {
      let changed = ObjectiveUnit(try variation.applied(to: request, flag: WhatIfAnalysis.flag)).name
      guard changed == unit else {
        throw Diagnostic(
          id: "objective-changed", file: WhatIfAnalysis.flag,
          found: "\"\(variation.text)\", after which \(changed) count",
          expected: "an objective in \(unit), as without it")
      }
    }
  }
}
