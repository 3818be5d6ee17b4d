/// A line of the tree with its place in it.
struct ExplanationRow {
  /// What became of the terms below.
  enum Rest: Equatable {
    /// There are none.
    case leaf
    /// They follow.
    case unfolded
    /// They stand further up.
    case above
    /// They are left out: how many, and the depth that shows all of them.
    case cut(count: Int, depth: Int)
  }

  let term: ExplanationTerm
  let rest: Rest
  /// For each level above, whether its branch goes on below this line; the last says whether a sibling follows.
  let branches: [Bool]
}
