/// Choices of a point for one layer after another, of which those are kept that may still lead below a cutoff: within the
/// budget, no other takes fewer bytes and less time, and the reduced costs so far leave room.
struct ChoiceEnumeration {
  private struct State {
    var bytes: Double
    var time: Double
    /// Σ of the reduced costs of what was chosen.
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
  /// Whether nothing was given up.
  private(set) var isComplete = true

  /// - Parameters:
  ///   - budget: In bytes.
  ///   - room: How far the cutoff lies above the bound that the reduced costs belong to.
  init(budget: Double, room: Double) {
    self.budget = budget
    self.room = room
  }

  /// Goes on to the next layer.
  /// - Parameters:
  ///   - points: Of the layer.
  ///   - reducedCosts: Of each; below zero only by rounding.
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
