import Optimization
import Plans

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

  /// In the order of the questions.
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
