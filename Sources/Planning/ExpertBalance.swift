import Costing
import ExpertPlacement
import Experts
import Models
import Optimization
import Plans

/// Which experts go to which rank, and how uneven that leaves the load.
struct ExpertBalance: Sendable {
  let request: PlanRequest
  /// A search asks for many EPs and numbers of copies, so it takes what a fiftieth of the work finds: the layouts that it
  /// compares lose some tenths of a percent alike.
  private static let searchEffort = PlacementEffort.times(0.02)

  /// Load of the hottest rank over the mean that placements reach, averaged over the layers with experts; the calibration's
  /// figure where no load was given.
  func imbalance(of divisions: [ExpertParallelism]) -> ExpertImbalance { table(divisions, \.reached) }

  /// The same that no placement undercuts, and no choice of the layers that have fewer copies.
  func leastImbalance(of divisions: [ExpertParallelism]) -> ExpertImbalance { table(divisions, \.least) }

  /// The imbalance that placements reach for one EP and R; 1 where no load was given.
  func imbalance(_ division: ExpertParallelism) -> Double {
    request.expertLoad.map { mean(division, $0, \.reached) } ?? 1
  }

  /// The imbalance of each layer with experts for one EP and R; empty where no load was given.
  func layers(_ division: ExpertParallelism) -> [Double] {
    request.expertLoad.map { value(division, $0).reached } ?? []
  }

  private func table(
    _ divisions: [ExpertParallelism], _ figure: KeyPath<LayerImbalances, [Double]>
  ) -> ExpertImbalance {
    guard let load = request.expertLoad else { return .calibrated }
    let several = Set(divisions.filter { $0.expertParallel > 1 }).sorted()
    return ExpertImbalance(
      byDivision: Dictionary(uniqueKeysWithValues: several.map { ($0, mean($0, load, figure)) }), file: load.file,
      isPlaced: true)
  }

  private func mean(
    _ division: ExpertParallelism, _ load: ExpertLoad, _ figure: KeyPath<LayerImbalances, [Double]>
  ) -> Double {
    if division.fewerCopies != nil { return copyReduction(division, load, figure).mean }
    let layers = value(division, load)[keyPath: figure]
    return layers.reduce(0, +) / Double(max(1, layers.count))
  }

  private func copyReduction(
    _ division: ExpertParallelism, _ load: ExpertLoad, _ figure: KeyPath<LayerImbalances, [Double]>
  ) -> LayerCopyReduction {
    func layers(hasFewerCopies: Bool) -> [Double] {
      value(division.ofLayer(hasFewerCopies: hasFewerCopies), load)[keyPath: figure]
    }
    return LayerCopyReduction(
      division.fewerCopies?.count ?? 0, few: layers(hasFewerCopies: true), many: layers(hasFewerCopies: false))
  }

  private func value(_ division: ExpertParallelism, _ load: ExpertLoad) -> LayerImbalances {
    request.balances.value(division) {
      let problems = layersWithExperts.map { ExpertProblem(load, layer: $0, division: division) }
      let answers = LayersPlacer(effort: Self.searchEffort).place(problems)
      return LayerImbalances(
        reached: answers.map(\.time), least: answers.map { min($0.time, $0.bound.time) })
    }
  }

  /// The experts of every layer on the ranks of its stage, placed with all effort where a load was given, else in blocks.
  /// - Parameter optimizer: Proves what closed bounds do not; `nil` for a placement of little effort.
  func placement(of layout: ReplicaLayout, optimizer: (any Optimizer)?) -> [PlacedExperts] {
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
    let problems = layers.map {
      ExpertProblem(load, layer: $0.layer, division: division(of: $0.layer, on: $0.layout, load))
    }
    let placer = optimizer.map { LayersPlacer(optimizer: $0) } ?? LayersPlacer(effort: Self.searchEffort)
    return zip(layers, placer.place(problems)).map { place, answer in
      // A sum of shares of 1 may end a bit below it.
      let reached = max(1, answer.time)
      return PlacedExperts(
        layer: place.layer, stage: place.stage, ranks: answer.map.ranks, imbalance: reached,
        bound: max(1, min(answer.bound.time, reached)), proof: answer.bound.proof)
    }
  }

  /// Only stages that hold every layer have layers with fewer copies.
  private func division(of layer: Int, on layout: StageLayout, _ load: ExpertLoad) -> ExpertParallelism {
    let division = layout.expertParallelism
    guard division.fewerCopies != nil, let index = layersWithExperts.firstIndex(of: layer) else { return division }
    return division.ofLayer(hasFewerCopies: copyReduction(division, load, \.reached).hasFewerCopies[index])
  }

  private var layersWithExperts: [Int] { request.model.layers.map(\.index).filter { mixture($0) != nil } }

  private func mixture(_ layer: Int) -> MixtureOfExperts? { request.model.layers[layer].kind.feedForward.mixture }
}

/// Which layers have fewer copies where a number of them is to: the multiple-choice program of a budget of copies when
/// each layer takes few or many. Every layer with fewer copies gives as many back, so those that lose least are, and
/// no other choice has a lower sum.
struct LayerCopyReduction: Sendable {
  /// Whether the layer has few copies.
  let hasFewerCopies: [Bool]
  /// Imbalance averaged over the layers.
  let mean: Double

  /// - Parameters:
  ///   - count: Layers with few copies.
  ///   - few: Imbalance of each layer with few copies.
  ///   - many: The same with many.
  init(_ count: Int, few: [Double], many: [Double]) {
    let order = few.indices.sorted { (few[$0] - many[$0], $0) < (few[$1] - many[$1], $1) }
    var hasFewerCopies = [Bool](repeating: false, count: few.count)
    for layer in order.prefix(count) { hasFewerCopies[layer] = true }
    self.hasFewerCopies = hasFewerCopies
    let sum = few.indices.reduce(0) { $0 + (hasFewerCopies[$1] ? few[$1] : many[$1]) }
    mean = sum / Double(max(1, few.count))
  }
}
