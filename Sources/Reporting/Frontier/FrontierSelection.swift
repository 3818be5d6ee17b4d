import Foundation
import Plans

/// Some points of a frontier, evenly spread over the speeds of users: what a person can read.
struct FrontierSelection {
  /// Places in the document, ascending; both ends and the knee are among them.
  let indices: [Int]

  /// - Parameter count: About so many.
  init(_ frontier: FrontierDocument, count: Int) {
    let points = frontier.points
    guard points.count > count, let first = points.first, let last = points.last else {
      indices = Array(points.indices)
      return
    }
    let step = log(first.tokensPerSecondPerUser / last.tokensPerSecondPerUser) / Double(count - 1)
    var chosen = Set([0, points.count - 1, frontier.knee])
    var next = step
    for (index, point) in points.enumerated()
    where log(first.tokensPerSecondPerUser / point.tokensPerSecondPerUser) >= next {
      chosen.insert(index)
      let passed = log(first.tokensPerSecondPerUser / point.tokensPerSecondPerUser)
      next = ((passed / step).rounded(.down) + 1) * step
    }
    indices = chosen.sorted()
  }
}
