/// The best of the compared layouts at one value of an input.
struct PointWinner: Sendable, Equatable {
  /// Index of the layout; `nil` where none fits.
  let index: Int?
  /// What it scores; infinite where none fits.
  let score: Double
  /// Whether no other can be better.
  let isProved: Bool

  /// Kinds whose replicas are one stage are searched in milliseconds; what is best of them is the score that pipelines,
  /// which take longer, must beat.
  init(_ request: PlanRequest, among constraints: [LayoutConstraint], tolerance: Double) throws {
    let order = constraints.indices.sorted { first, second in
      (constraints[first].searchEffort, first) < (constraints[second].searchEffort, second)
    }
    var winner: (index: Int, score: Double)?
    var bounds = [Double](repeating: .infinity, count: constraints.count)
    for index in order {
      let search = KindSearch(constraint: constraints[index], tolerance: tolerance)
      let answer = try search.answer(request, below: winner?.score ?? .infinity)
      bounds[index] = answer.bound
      if let score = answer.score, score < winner?.score ?? .infinity { winner = (index, score) }
    }
    index = winner?.index
    score = winner?.score ?? .infinity
    isProved = constraints.indices.allSatisfy { $0 == winner?.index || bounds[$0] >= (winner?.score ?? .infinity) }
  }
}

extension LayoutConstraint {
  /// A rank by how long a search takes.
  fileprivate var searchEffort: Int {
    switch (stages, expert) {
    case (.one, .one): 0
    case (.one, _): 1
    case (_, .one): 2
    default: stages == .any ? 4 : 3
    }
  }
}
