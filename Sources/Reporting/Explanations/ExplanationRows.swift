/// Walks a tree from the root, each node unfolded where it comes first.
struct ExplanationRows {
  private let tree: ExplanationTree
  private let unfolded: Set<Int>
  private let deepestLevel: Int
  private var printed: Set<Int> = []
  private var rows: [ExplanationRow] = []

  static func of(_ tree: ExplanationTree, _ unfolding: Unfolding) -> [ExplanationRow] {
    var walk = ExplanationRows(tree, unfolding)
    walk.run()
    return walk.rows
  }

  private init(_ tree: ExplanationTree, _ unfolding: Unfolding) {
    self.tree = tree
    unfolded = unfolding.unfolded(tree)
    deepestLevel = unfolding.deepestLevel
  }

  /// With a list of what is to come instead of calls: a file may hold a tree of any depth.
  private mutating func run() {
    var open = [(term: ExplanationTerm(node: tree.root), branches: [Bool]())]
    while let (term, branches) = open.popLast() {
      let rest = rest(of: term.node, level: branches.count)
      rows.append(ExplanationRow(term: term, rest: rest, branches: branches))
      guard rest == .unfolded else { continue }
      let terms = tree.terms[term.node]
      open += terms.indices.reversed().map { (terms[$0], branches + [$0 < terms.count - 1]) }
    }
  }

  private mutating func rest(of node: Int, level: Int) -> ExplanationRow.Rest {
    guard !tree.terms[node].isEmpty else { return .leaf }
    guard !printed.contains(node) else { return .above }
    guard unfolded.contains(node), level <= deepestLevel else {
      return .cut(count: tree.count(below: node), depth: level + tree.heights[node])
    }
    printed.insert(node)
    return .unfolded
  }
}
