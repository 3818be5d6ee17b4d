/// A placement over all of its layers.
public struct PlacementTotals: Codable, Sendable, Equatable {
  /// The same for the placement and for the runtimes' greedy. Balances are on the counts as recorded.
  public struct Balances: Codable, Sendable, Equatable {
    /// Mean over layers of the balance in the worst scenario of each.
    public let mean: Double
    /// Least balance of any layer in any scenario.
    public let worst: Double
    /// The layer that has it.
    public let worstLayer: Int
    /// Mean over layers for each scenario, in the order of the files.
    public let meanByScenario: [Double]
    /// Least balance of any layer for each scenario.
    public let worstByScenario: [Double]
    /// Mean over layers of the worst balance where a token takes the nearest copy; `nil` where no layer has it.
    public let locality: Double?
    /// Mean over layers for each held-out load.
    public let heldOut: [Double]
    /// Least balance of any layer for each held-out load.
    public let worstHeldOut: [Double]
    /// Most experts of one layer that any one failure takes away for good.
    public let mostExpertsLost: Int?
  }

  /// Of the placement.
  public let placed: Balances
  /// Of the greedy.
  public let greedy: Balances
  /// Mean over layers of the balance on what was planned on.
  public let balance: Double
  /// Mean over layers of the balance that no placement exceeds.
  public let bound: Double
  /// Largest of any layer.
  public let largestGap: Double
  /// Share of the layers whose gap is at most 0.1 %.
  public let withinTenthOfPercent: Double
  /// Share of the layers whose gap is at most 1 %.
  public let withinPercent: Double

  init(_ layers: [LayerPlacement]) {
    placed = Balances(
      layers.map(\.layer), scenarios: layers.map(\.balanceByScenario), locality: layers.compactMap(\.localityBalance),
      heldOut: layers.map(\.heldOut),
      lost: layers.compactMap(\.mostExpertsLost))
    greedy = Balances(
      layers.map(\.layer), scenarios: layers.map(\.greedy.balanceByScenario),
      locality: layers.compactMap(\.greedy.localityBalance), heldOut: layers.map(\.greedy.heldOut),
      lost: layers.compactMap(\.greedy.mostExpertsLost))
    let gaps = layers.map(\.gap)
    balance = Self.mean(layers.map(\.balance))
    bound = Self.mean(layers.map(\.bound))
    largestGap = gaps.max() ?? 0
    // A gap of exactly a tenth of a per cent, as the search aims for, may be a rounding above it.
    withinTenthOfPercent = Self.mean(gaps.map { $0 <= 0.001 + 1e-9 ? 1 : 0 })
    withinPercent = Self.mean(gaps.map { $0 <= 0.01 + 1e-9 ? 1 : 0 })
  }

  fileprivate static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}

extension PlacementTotals.Balances {
  /// - Parameters:
  ///   - layers: Their numbers in the model.
  ///   - scenarios: [layer][scenario].
  ///   - locality: Of each layer, where there are copies.
  ///   - heldOut: [layer][load].
  ///   - lost: Of each layer, where known.
  fileprivate init(_ layers: [Int], scenarios: [[Double]], locality: [Double], heldOut: [[Double]], lost: [Int]) {
    let worsts = scenarios.map { $0.min() ?? 1 }
    let worstIndex = worsts.indices.min { (worsts[$0], $0) < (worsts[$1], $1) }
    mean = PlacementTotals.mean(worsts)
    worst = worstIndex.map { worsts[$0] } ?? 1
    worstLayer = worstIndex.map { layers[$0] } ?? 0
    meanByScenario = Self.columns(scenarios).map(PlacementTotals.mean)
    worstByScenario = Self.columns(scenarios).map { $0.min() ?? 1 }
    self.locality = locality.isEmpty ? nil : PlacementTotals.mean(locality)
    self.heldOut = Self.columns(heldOut).map(PlacementTotals.mean)
    worstHeldOut = Self.columns(heldOut).map { $0.min() ?? 1 }
    mostExpertsLost = lost.max()
  }

  private static func columns(_ rows: [[Double]]) -> [[Double]] {
    (rows.first ?? []).indices.map { column in rows.map { $0[column] } }
  }
}
