import Clusters
import Costing
import Foundation
import Plans
import Quantities
import Testing
@testable import Planning

@Suite("Crossovers against fine sweeps")
struct CrossoverTests {
  private static let layouts = "ep,pp,tp,ep+pp,tp+pp"

  /// Eight layers with experts on two nodes of four GPUs whose HBM holds half of the weights.
  private static func request(batch: Int? = 64) throws -> PlanRequest {
    let model = TinyModel.model(layers: Array(repeating: TinyModel.kinds[2], count: 6))
    var cluster = TinyCluster()
    cluster.memory = Bytes((0.4 * model.bytes + 4.2e9) / 0.92)
    cluster.scaleOut = [Bandwidth(20e9)]
    return try TinyRequest.make(
      model, cluster.cluster(), context: 4096, calibration: "ideal",
      goal: Goal(objective: batch == nil ? .cost : .latency, timePerOutputToken: nil, batch: batch))
  }

  /// The winner at every hundredth of a range by solving each kind alone, to a millionth: nothing of the crossover
  /// search takes part but the searches themselves.
  private static func sweep(
    _ request: PlanRequest, _ constraints: [LayoutConstraint], factors: [Double]
  ) throws -> [(factor: Double, winner: String?)] {
    try factors.map { factor in
      let moved = try InputAxis.scaleOut.varied(request, by: .factor(factor))
      let scores = try constraints.map { constraint -> Double in
        var restricted = moved
        restricted.constraint = constraint
        restricted.goal = try moved.goal.tolerating(1e-6)
        return try PoolSearch(restricted, poolIndex: 0).run()?.best.score ?? .infinity
      }
      let least = scores.min() ?? .infinity
      return (factor, least.isFinite ? constraints[scores.firstIndex(of: least) ?? 0].name : nil)
    }
  }

  @Test func scaleOutFlipsWhereASweepSays() throws {
    let request = try Self.request()
    let constraints = try LayoutConstraint.list(Self.layouts, flag: "--layouts")
    let factors = stride(from: -5.0, through: 5.0, by: 0.015).map { pow(2, $0) }
    let points = try Self.sweep(request, constraints, factors: factors)
    let flips = zip(points, points.dropFirst()).filter { $0.winner != $1.winner }
    let found = try CrossoverSearch(request: request, constraints: constraints).run { _ in }
    let crossovers = found.flatMap(\.crossovers).filter { $0.axis == InputAxis.scaleOut.name }
    #expect(!flips.isEmpty, "the case is one where the winner changes")
    #expect(crossovers.map(\.from) == flips.map(\.0.winner))
    #expect(crossovers.map(\.to) == flips.map(\.1.winner))
    for (crossover, flip) in zip(crossovers, flips) {
      let swept = 20 * (flip.0.factor * flip.1.factor).squareRoot()
      #expect(abs((crossover.value ?? 0) / swept - 1) < 0.02, "\(crossover), a sweep says \(swept)")
      #expect(crossover.isProved)
      #expect(crossover.below < crossover.value ?? 0 && crossover.value ?? 0 < crossover.above)
      #expect(crossover.above / crossover.below <= 1.01)
    }
  }

  /// What lies between two neighbouring whole numbers is said of these two, and holds on both sides.
  @Test func wholeNumbersFlipBetweenNeighbours() throws {
    let request = try Self.request()
    let constraints = try LayoutConstraint.list(Self.layouts, flag: "--layouts")
    let found = try CrossoverSearch(request: request, constraints: constraints).run { _ in }
    let crossovers = found.flatMap(\.crossovers).filter { $0.axis == InputAxis.batch.name }
    #expect(!crossovers.isEmpty)
    for crossover in crossovers {
      for (value, name) in [(crossover.below, crossover.from), (crossover.above, crossover.to)] {
        let winner = try PointWinner(InputAxis.batch.varied(request, to: value), of: constraints)
        #expect(winner.index.map { constraints[$0].name } == name)
      }
    }
  }

  @Test func theMapShowsTheWinnerOfTheRequestItself() throws {
    let request = try Self.request()
    let constraints = try LayoutConstraint.list(Self.layouts, flag: "--layouts")
    let sweeps = try CrossoverSearch(request: request, constraints: constraints).run { _ in }.map(\.sweep)
    let winner = try PointWinner(request, of: constraints).index.map { constraints[$0].name }
    #expect(sweeps.map(\.axis) == ["scale-out", "domain", "context", "batch", "experts-per-token"])
    for sweep in sweeps where sweep.obstacle == nil {
      let current = sweep.cells.first { $0.value == sweep.current }
      #expect(current?.winner == winner, "\(sweep.axis)")
      #expect(sweep.cells.map(\.value) == sweep.cells.map(\.value).sorted())
    }
  }

  @Test func whatCannotBeMovedSaysWhy() throws {
    let dense = TinyModel.model(layers: [TinyModel.kinds[0], TinyModel.kinds[0]])
    var cluster = TinyCluster()
    cluster.nodes = 1
    let request = try TinyRequest.make(
      dense, cluster.cluster(), context: 1000, goal: Goal(objective: .latency, batch: 4))
    let axes = CrossoverAxes(request: request).all
    #expect(axes[0].obstacle == "one scale-up domain, which nothing leaves")
    #expect(axes[4].obstacle == "the model has no experts")
    #expect(axes[4].values.isEmpty)
  }
}
