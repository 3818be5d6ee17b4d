import Plans

/// The layers and experts of pieces that a GPU lacks.
struct Lacking {
  let layers: [[Int]]
  let tables: Bool
  let experts: [GPUMovement.LackedExperts]

  init(_ parts: [WeightPiece.Part]) {
    var layers: Set<Range<Int>> = []
    var tables = false
    var experts: [Range<Int>: Set<Int>] = [:]
    for part in parts {
      switch part {
      case .embedding, .output: tables = true
      case .layers(let block): layers.insert(block)
      case .expert(let expert, let block): experts[block, default: []].insert(expert)
      }
    }
    self.layers = Self.runs(layers)
    self.tables = tables
    let alike = Dictionary(grouping: experts.keys) { (experts[$0] ?? []).sorted() }
    self.experts = alike.map { GPUMovement.LackedExperts(layers: Self.runs(Set($1)), experts: $0) }
      .sorted { $0.layers[0][0] < $1.layers[0][0] }
  }

  private static func runs(_ blocks: Set<Range<Int>>) -> [[Int]] {
    blocks.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { runs, block in
      if let last = runs.last, last[1] + 1 == block.lowerBound {
        runs[runs.count - 1][1] = block.upperBound - 1
      } else {
        runs.append([block.lowerBound, block.upperBound - 1])
      }
    }
  }
}
