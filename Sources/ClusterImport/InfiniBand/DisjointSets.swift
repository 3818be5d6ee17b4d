/// Sets of numbers that grow together. The root of a set is its smallest number, whatever the order of joining.
struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  /// The smallest number of the set.
  mutating func root(_ number: Int) -> Int {
    var number = number
    while parents[number] != number {
      parents[number] = parents[parents[number]]
      number = parents[number]
    }
    return number
  }

  /// Makes one set of two.
  mutating func join(_ first: Int, _ second: Int) {
    let (left, right) = (root(first), root(second))
    parents[max(left, right)] = min(left, right)
  }
}
