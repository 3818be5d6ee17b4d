import Optimization

/// Chooses a point of each layer's offers so that all together stay within a budget: the multiple-choice knapsack, which
/// both moves and redundant copies are.
///
///     min Σ time_lp · x_lp      Σ_p x_lp = 1 for each layer l      Σ bytes_lp · x_lp ≤ budget      x binary
struct MultipleChoiceProgram {
  /// [layer][point]: the bytes of the point and its weighted time; bytes rise from 0, times fall.
  typealias Offers = [[(bytes: Double, time: Double)]]

  private let offers: Offers
  private let budget: Double
  /// Points that no mixture of others beats: all that the relaxation uses.
  private let hulls: [[Int]]

  init(_ offers: Offers, budget: Double) {
    self.offers = offers
    self.budget = budget
    hulls = offers.map(Self.hull)
  }

  /// The program, with the bytes in units of the budget.
  var program: LinearProgram {
    var program = LinearProgram(name: "choices")
    let budgetRow = program.addConstraint("budget", [], .atMost, 1)
    for (layer, points) in offers.enumerated() {
      let choice = program.addConstraint("layer_\(layer)", [], .equal, 1)
      for (index, point) in points.enumerated() {
        let column = program.addBinary("layer_\(layer)_point_\(index)", cost: point.time)
        program.addTerm(1, column, to: choice)
        // Rounding must not put the dearest point that just fits outside of the budget.
        if point.bytes > 0 { program.addTerm(point.bytes / budget * (1 - 1e-9), column, to: budgetRow) }
      }
    }
    return program
  }

  /// The chosen point of each layer, with a lower bound.
  /// - Parameter optimizer: Solves the program; its solution is used where it is better than the rounded relaxation.
  func choose(_ optimizer: any Optimizer) -> (points: [Int], bound: Double) {
    let (rounded, relaxed) = rounded()
    let known = time(of: rounded)
    guard relaxed < known * (1 - Self.tolerance) else { return (rounded, known) }
    let (found, bound) = search(optimizer, incumbent: rounded)
    let best = found.flatMap { time(of: $0) < known && bytes(of: $0) <= budget ? $0 : nil } ?? rounded
    return (best, min(time(of: best), max(relaxed, bound)))
  }

  private static var tolerance: Double { 1e-8 }

  /// Enumerates the choices that reduced-cost fixing leaves open below the incumbent.
  private func search(_ optimizer: any Optimizer, incumbent: [Int]) -> (points: [Int]?, bound: Double) {
    let program = program
    guard let duals = optimizer.solve(program.relaxed).solution?.duals?.constraints else { return (nil, 0) }
    let proof = DualBound(program, duals: duals)
    let cutoff = ReducedCostFixing.cutoff(incumbent: time(of: incumbent), tolerance: Self.tolerance)
    guard proof.value < cutoff else { return (nil, proof.value) }
    var enumeration = ChoiceEnumeration(budget: budget, room: cutoff - proof.value)
    var column = 0
    for offer in offers {
      enumeration.add(offer, reducedCosts: Array(proof.reducedCosts[column..<column + offer.count]))
      column += offer.count
    }
    guard enumeration.isComplete else { return (enumeration.best, proof.value) }
    return (enumeration.best, enumeration.best.map { min(cutoff, time(of: $0)) } ?? cutoff)
  }

  func time(of points: [Int]) -> Double { zip(offers, points).reduce(0) { $0 + $1.0[$1.1].time } }
  private func bytes(of points: [Int]) -> Double { zip(offers, points).reduce(0) { $0 + $1.0[$1.1].bytes } }

  /// The steepest steps along the hulls first, each if it fits; and the time of the relaxation, in which the first that
  /// does not is taken in part.
  private func rounded() -> (points: [Int], relaxed: Double) {
    var points = offers.map { _ in 0 }
    var left = budget
    var relaxed: Double?
    for step in steps() {
      let offer = offers[step.layer]
      let bytes = offer[step.to].bytes - offer[step.from].bytes
      if bytes > left, relaxed == nil { relaxed = time(of: points) + left * step.slope }
      guard bytes <= left, points[step.layer] == step.from else { continue }
      points[step.layer] = step.to
      left -= bytes
    }
    return (points, relaxed ?? time(of: points))
  }

  private func steps() -> [(layer: Int, from: Int, to: Int, slope: Double)] {
    let steps = hulls.enumerated().flatMap { layer, hull in
      zip(hull, hull.dropFirst()).map { from, to in
        (layer: layer, from: from, to: to, slope: Self.slope(offers[layer][from], offers[layer][to]))
      }
    }
    return steps.sorted { ($0.slope, $0.layer, $0.from) < ($1.slope, $1.layer, $1.from) }
  }

  private static func slope(_ from: (bytes: Double, time: Double), _ to: (bytes: Double, time: Double)) -> Double {
    (to.time - from.time) / (to.bytes - from.bytes)
  }

  private static func hull(_ points: [(bytes: Double, time: Double)]) -> [Int] {
    var hull: [Int] = []
    for index in points.indices {
      while hull.count > 1,
        slope(points[hull[hull.count - 2]], points[hull[hull.count - 1]])
          >= slope(points[hull[hull.count - 1]], points[index])
      {
        hull.removeLast()
      }
      hull.append(index)
    }
    return hull
  }
}

/// Partial choices of one point for each layer. Those are kept that may lead below the cutoff: they fit the budget, no
/// other takes fewer bytes and less time, and their reduced costs leave room.
private struct ChoiceEnumeration {
  private struct State {
    var bytes: Double
    var time: Double
    /// Σ of the reduced costs of the chosen points.
    var excess: Double
    var point: Int
    /// Position among the states of the layer before.
    var previous: Int
  }

  /// States that a layer may have; beyond, the worst are given up.
  private static let most = 100_000
  private let budget: Double
  private let room: Double
  private var layers: [[State]] = []
  /// Whether the enumeration dropped no state.
  private(set) var isComplete = true

  /// - Parameters:
  ///   - budget: The budget, in bytes.
  ///   - room: The distance of the cutoff above the bound of the reduced costs.
  init(budget: Double, room: Double) {
    self.budget = budget
    self.room = room
  }

  /// Extends the partial choices by a layer.
  /// - Parameters:
  ///   - points: The points of the layer.
  ///   - reducedCosts: The reduced cost of each point; negative only by rounding.
  mutating func add(_ points: [(bytes: Double, time: Double)], reducedCosts: [Double]) {
    let start = [State(bytes: 0, time: 0, excess: 0, point: 0, previous: 0)]
    var next: [State] = []
    for (index, state) in (layers.last ?? start).enumerated() {
      for (point, reduced) in zip(points.indices, reducedCosts) {
        let excess = state.excess + reduced
        let bytes = state.bytes + points[point].bytes
        guard excess < room, bytes <= budget else { continue }
        next.append(
          State(
            bytes: bytes, time: state.time + points[point].time, excess: excess, point: point, previous: index))
      }
    }
    layers.append(undominated(next))
  }

  private mutating func undominated(_ states: [State]) -> [State] {
    var least = Double.infinity
    let sorted = states.sorted { ($0.bytes, $0.time, $0.previous) < ($1.bytes, $1.time, $1.previous) }
    let kept = sorted.filter { state in
      defer { least = min(least, state.time) }
      return state.time < least
    }
    guard kept.count > Self.most else { return kept }
    isComplete = false
    return Array(kept.sorted { ($0.excess, $0.bytes) < ($1.excess, $1.bytes) }.prefix(Self.most))
  }

  /// The point of each layer in the best choice; `nil` where none is below the cutoff.
  var best: [Int]? {
    let last = layers.last ?? []
    guard var index = last.indices.min(by: { last[$0].time < last[$1].time }) else { return nil }
    var points: [Int] = []
    for states in layers.reversed() {
      points.append(states[index].point)
      index = states[index].previous
    }
    return points.reversed()
  }
}
