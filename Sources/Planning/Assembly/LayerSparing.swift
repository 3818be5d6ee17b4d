/// Which layers have fewer copies where a number of them is to: the multiple-choice program of a budget of copies when
/// each layer takes few or many. Every layer that is spared gives as many copies back, so those that lose least are, and
/// no other choice has a lower sum.
struct LayerSparing: Sendable {
  /// Whether the layer is spared.
  let isSpared: [Bool]
  /// Imbalance averaged over the layers.
  let mean: Double

  /// - Parameters:
  ///   - count: Layers that are spared.
  ///   - few: Imbalance of each layer with few copies.
  ///   - many: The same with many.
  init(_ count: Int, few: [Double], many: [Double]) {
    let order = few.indices.sorted { (few[$0] - many[$0], $0) < (few[$1] - many[$1], $1) }
    var isSpared = [Bool](repeating: false, count: few.count)
    for layer in order.prefix(count) { isSpared[layer] = true }
    self.isSpared = isSpared
    let sum = few.indices.reduce(0) { $0 + (isSpared[$1] ? few[$1] : many[$1]) }
    mean = sum / Double(max(1, few.count))
  }
}
