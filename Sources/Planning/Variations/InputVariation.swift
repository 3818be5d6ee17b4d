import Formats
import Optimization
import Plans
import Quantities

/// Figures that are changed together: one question of "what if".
public struct InputVariation: Sendable, Hashable {
  /// One after the other.
  public let changes: [AxisChange]
  /// The text that the user wrote.
  public let text: String

  /// - Parameters:
  ///   - text: Changes with commas between them: "scale-out=2x, hbm=192GB".
  ///   - flag: The flag that messages name.
  /// - Throws: `Diagnostic` for a change that cannot be read, or an axis that is changed twice.
  public init(parsing text: String, flag: String) throws {
    self.text = text
    changes = try text.split(separator: ",", omittingEmptySubsequences: false).map {
      try AxisChange(parsing: String($0), flag: flag)
    }
    for (index, change) in changes.enumerated() {
      let isRepeated = changes[..<index].contains { $0.axis == change.axis && $0.pool == change.pool }
      guard !isRepeated else {
        throw Diagnostic(
          id: .duplicateName, file: flag, key: change.axis.name, found: "\"\(text)\", which sets it twice",
          expected: "one value; repeat \(flag) for another question")
      }
    }
  }

  /// The request after all of them.
  /// - Throws: `Diagnostic` with the flag and the axis.
  public func applied(to request: PlanRequest, flag: String) throws -> PlanRequest {
    let changed = try changes.reduce(request) { try $1.applied(to: $0, flag: flag) }
    try changed.model.check(length: changed.workload.peakContext, file: flag)
    return changed
  }

  /// For people, with what was before.
  public func sentence(for request: PlanRequest) -> String {
    changes.map { $0.sentence(for: request) }.joined(separator: ", ")
  }
}

/// The setting of an axis: a value, or a multiple of the present value of every pool and tier.
public enum AxisSetting: Sendable, Hashable {
  /// The value, in the base unit of the axis.
  case value(Double)
  /// A multiple of the present value.
  case factor(Double)

  func applied(to present: Double) -> Double {
    switch self {
    case .value(let value): value
    case .factor(let factor): factor * present
    }
  }
}

/// Answers what the plan would be with other figures, by the search and tolerance of the plan itself.
struct WhatIfAnalysis {
  /// The flag that asks.
  static let flag = "--what-if"

  private let request: PlanRequest
  private let solver: ChangeSolver

  init(_ request: PlanRequest, before: Solved, optimizer: any Optimizer) {
    self.request = request
    solver = ChangeSolver(request, before: before, optimizer: optimizer)
  }

  /// The answers, in the order of the questions.
  func answers(_ questions: [InputVariation]) throws -> [WhatIf] {
    try questions.map { question in
      let solved = try solver.solve(question.applied(to: request, flag: Self.flag))
      let change = question.sentence(for: request)
      switch solved {
      case .success(let answer):
        return WhatIf(question: question.text, change: change, answer: answer, refusal: nil)
      case .failure(let refused):
        return WhatIf(question: question.text, change: change, answer: nil, refusal: refused.refusal)
      }
    }
  }
}
