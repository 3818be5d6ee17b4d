/// The best of the compared layouts at one value of an input.
struct PointWinner: Sendable, Equatable {
  /// Index of the layout; `nil` where none fits.
  private(set) var index: Int?
  /// What it scores at most; infinite where none fits.
  private(set) var score = Double.infinity
  /// Whether every other was shown to score no less than that.
  private(set) var isProved = false

  /// Each kind is asked for a layout below the best score so far, which is answered fast where there is none, until all
  /// others have said no. Whoever wins at the end wins, however near the two are.
  ///
  /// Kinds whose replicas are one stage take milliseconds, so they go first.
  /// - Parameter kinds: Indices of those that take part; all where `nil`.
  init(_ request: PlanRequest, of constraints: [LayoutConstraint], among kinds: [Int]? = nil) throws {
    let order = (kinds ?? Array(constraints.indices)).sorted { first, second in
      (constraints[first].searchEffort, first) < (constraints[second].searchEffort, second)
    }
    var bounds = [Double](repeating: -.infinity, count: constraints.count)
    for _ in 0..<Self.mostRounds {
      for kind in order where kind != index && (bounds[kind] < level || score == .infinity) {
        let answer = try KindSearch(constraint: constraints[kind], tolerance: Self.tolerance)
          .answer(request, below: level)
        bounds[kind] = answer.bound
        if let better = answer.score {
          index = kind
          score = better
        }
      }
      isProved = order.allSatisfy { $0 == index || bounds[$0] >= level }
      if isProved || index == nil { return }
    }
  }

  /// What scores less than this is better; rounding makes no difference.
  private var level: Double { score * (1 - 1e-9) }

  /// Of the searches that find a first score; what is left of it decides nothing.
  private static let tolerance = 0.001
  private static let mostRounds = 8
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
