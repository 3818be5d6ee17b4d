/// What a GPU holds, as far as the plan itself says: two GPUs of one role hold the same weights.
struct GPURole: Hashable, Sendable {
  /// Model, and for a worker its kind.
  let what: String
  /// Layers, degrees and ranks.
  let numbers: [Int]
  /// Layer by layer the routed experts.
  let experts: ExpertLists

  init(what: String, numbers: [Int], experts: ExpertLists = ExpertLists([])) {
    self.what = what
    self.numbers = numbers
    self.experts = experts
  }
}

/// Lists of experts, hashed by their number only: many GPUs share them, and ranks differ anyhow.
struct ExpertLists: Hashable, Sendable {
  let lists: [[Int]]

  init(_ lists: [[Int]]) { self.lists = lists }

  func hash(into hasher: inout Hasher) { hasher.combine(lists.count) }
}
