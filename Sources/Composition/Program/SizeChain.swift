/// Sizes of pieces, divided into a chain in which each divides the next, and the rest.
///
/// Pieces of a chain can be packed by counting alone: placed from the largest to the smallest, each fits wherever there is
/// room, whatever was chosen before. Only the rest needs to be told which pieces share a domain.
struct SizeChain: Sendable, Equatable {
  /// Ascending; each divides the next.
  let chain: [Int]
  /// Descending.
  let rest: [Int]

  /// Takes the chain that leaves the least to be told: small sizes make for many combinations.
  /// - Parameters:
  ///   - sizes: GPUs of the pieces.
  ///   - capacity: GPUs of the largest domain.
  init(_ sizes: [Int], capacity: Int) {
    let sizes = Set(sizes).sorted()
    var best: [(weight: Int, previous: Int?)] = []
    for (index, size) in sizes.enumerated() {
      let before = (0..<index).filter { size % sizes[$0] == 0 }.max { (best[$0].weight, $1) < (best[$1].weight, $0) }
      best.append((weight: capacity / size + (before.map { best[$0].weight } ?? 0), previous: before))
    }
    var chain: [Int] = []
    var next = best.indices.max { (best[$0].weight, $1) < (best[$1].weight, $0) }
    while let index = next {
      chain.append(sizes[index])
      next = best[index].previous
    }
    self.chain = chain.reversed()
    rest = sizes.filter { !chain.contains($0) }.reversed()
  }
}
