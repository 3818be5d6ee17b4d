import ExpertMaps

/// Experts in units of one size, so that experts that tokens go to together share a unit: exchanges of two experts while
/// any raises the number of pairs that meet in a unit.
struct UnitClustering {
  private(set) var units: [[Int]]
  private let together: [[Int]]

  /// - Parameters:
  ///   - routes: Recorded tokens.
  ///   - count: Of units; divides the number of experts.
  init(_ routes: TokenRoutes, count: Int) {
    together = routes.coactivation
    let size = routes.expertCount / count
    units = (0..<count).map { Array($0 * size..<($0 + 1) * size) }
    for _ in 0..<20 where improve() == 0 { break }
    units = units.map { $0.sorted() }
  }

  /// - Returns: How many exchanges were made.
  private mutating func improve() -> Int {
    var exchanges = 0
    for first in units.indices {
      for second in units.indices.dropFirst(first + 1) {
        for left in units[first].indices {
          for right in units[second].indices where gain(first, left, second, right) > 0 {
            (units[first][left], units[second][right]) = (units[second][right], units[first][left])
            exchanges += 1
          }
        }
      }
    }
    return exchanges
  }

  private func gain(_ first: Int, _ left: Int, _ second: Int, _ right: Int) -> Int {
    let one = units[first][left]
    let other = units[second][right]
    var gain = 0
    for expert in units[second] where expert != other { gain += together[one][expert] - together[other][expert] }
    for expert in units[first] where expert != one { gain += together[other][expert] - together[one][expert] }
    return gain
  }
}
