/// A line of the tree: a node, and what it is to the one above.
struct ExplanationTerm {
  /// Index into the nodes of the explanation.
  let node: Int
  /// Of the sum above; `nil` where that is no sum.
  var share: Double?
  /// Whether it is what a maximum or minimum above takes; `nil` where that is neither.
  var binds: Bool?

  /// How much of what is above hangs on it: all of it for a factor, none for what does not bind.
  var weight: Double { share ?? (binds == false ? 0 : 1) }
}
