import Costing
import ExpertMaps
import ExpertPlacement
import Models
import Optimization
import Plans

/// Which experts go to which rank, and how uneven that leaves the load.
struct ExpertBalance: Sendable {
  private let request: PlanRequest
  /// A search asks for many EPs and numbers of copies, so it takes what a fiftieth of the work finds: the layouts that it
  /// compares lose some tenths of a percent alike.
  private static let searchEffort = PlacementEffort.times(0.02)

  init(_ request: PlanRequest) { self.request = request }

  /// Load of the hottest rank over the mean that placements reach, averaged over the layers with experts; the calibration's
  /// figure where no load was given.
  func imbalance(of divisions: [ExpertDivision]) -> ExpertImbalance { table(divisions, \.reached) }

  /// The same that no placement undercuts.
  func leastImbalance(of divisions: [ExpertDivision]) -> ExpertImbalance { table(divisions, \.least) }

  /// What placements reach for one EP and R; 1 where no load was given.
  func imbalance(_ division: ExpertDivision) -> Double {
    request.expertLoad.map { value(division, $0).reached } ?? 1
  }

  private func table(
    _ divisions: [ExpertDivision], _ figure: (ExpertBalanceTable.Imbalance) -> Double
  ) -> ExpertImbalance {
    guard let load = request.expertLoad else { return .calibrated }
    let several = Set(divisions.filter { $0.expertParallel > 1 }).sorted()
    return ExpertImbalance(
      byDivision: Dictionary(uniqueKeysWithValues: several.map { ($0, figure(value($0, load))) }), file: load.file,
      isPlaced: true)
  }

  private func value(_ division: ExpertDivision, _ load: ExpertLoad) -> ExpertBalanceTable.Imbalance {
    request.balances.value(division) {
      let problems = layersWithExperts.map { ExpertProblem(load, layer: $0, division: division) }
      let answers = LayersPlacer(effort: Self.searchEffort).place(problems)
      let count = Double(max(1, answers.count))
      return .init(
        reached: answers.reduce(0) { $0 + $1.time } / count,
        least: answers.reduce(0) { $0 + min($1.time, $1.bound.time) } / count)
    }
  }

  /// The experts of every layer on the ranks of its stage, placed with all effort where a load was given, else in blocks.
  /// - Parameter optimizer: Proves what closed bounds do not.
  func placement(of layout: ReplicaLayout, optimizer: any Optimizer) -> [PlacedExperts] {
    let layers = layout.stages.enumerated().flatMap { index, stage in
      stage.layers.filter { mixture($0) != nil }.map { (layer: $0, stage: index, layout: stage.layout) }
    }
    guard let load = request.expertLoad else {
      return layers.map { layer, stage, layout in
        let experts = mixture(layer)?.expertCount ?? 0
        let map = ExpertMap.blocks(experts: experts, ranks: layout.expertParallel)
        return PlacedExperts(layer: layer, stage: stage, ranks: map.ranks)
      }
    }
    let problems = layers.map { ExpertProblem(load, layer: $0.layer, division: $0.layout.expertDivision) }
    return zip(layers, LayersPlacer(optimizer: optimizer).place(problems)).map { place, answer in
      // A sum of shares of 1 may end a bit below it.
      let reached = max(1, answer.time)
      return PlacedExperts(
        layer: place.layer, stage: place.stage, ranks: answer.map.ranks, imbalance: reached,
        bound: max(1, min(answer.bound.time, reached)), proof: answer.bound.proof)
    }
  }

  private var layersWithExperts: [Int] { request.model.layers.map(\.index).filter { mixture($0) != nil } }

  private func mixture(_ layer: Int) -> MixtureOfExperts? { request.model.layers[layer].kind.feedForward.mixture }
}
