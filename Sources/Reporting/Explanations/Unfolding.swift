/// How far a tree is unfolded.
public enum Unfolding: Sendable {
  /// So many levels below the root, everywhere.
  case levels(Int)
  /// Where most of the value comes from, down to the inputs, until there are about so many lines.
  case mostImportant(lines: Int)

  /// About a screen and a half.
  public static let usual = Unfolding.mostImportant(lines: 36)

  /// The nodes whose terms are shown at the usual depth; the limit of levels is for whoever walks the tree.
  func unfolded(_ tree: ExplanationTree) -> Set<Int> {
    switch self {
    case .levels: Set(tree.nodes.indices)
    case .mostImportant(let lines): Self.mostImportant(of: tree, lines: lines)
    }
  }

  /// The deepest level whose terms are shown.
  var deepestLevel: Int {
    switch self {
    case .levels(let count): count - 1
    case .mostImportant: .max
    }
  }

  /// Takes the node on which most of the root hangs, and goes on with its terms.
  private static func mostImportant(of tree: ExplanationTree, lines: Int) -> Set<Int> {
    var unfolded: Set<Int> = []
    var count = 1
    var open = [(node: tree.root, weight: 1.0)]
    while let next = open.indices.min(by: { (-open[$0].weight, $0) < (-open[$1].weight, $1) }) {
      let (node, weight) = open.remove(at: next)
      guard !unfolded.contains(node) else { continue }
      guard weight > 0, unfolded.isEmpty || count + tree.terms[node].count <= lines else { break }
      unfolded.insert(node)
      count += tree.terms[node].count
      for term in tree.terms[node] where !tree.terms[term.node].isEmpty {
        open.append((term.node, weight * term.weight))
      }
    }
    return unfolded
  }
}
