import Plans
import Quantities

/// Everything of a plan that can be explained, as `layline explain PLAN.json` prints it.
public struct QuantityList: Encodable, Sendable, CustomStringConvertible {
  /// The version of this form.
  let layline = "quantity-list/1"
  let quantities: [Item]

  /// - Parameter plan: Its derivations' roots are listed, those of the plan as a whole first.
  public init(_ plan: Plan) {
    let derived = plan.derivedQuantities
    quantities = derived.keys.sorted(by: Self.precedes).compactMap { name in
      derived[name].map { Item(quantity: name, $0.derivations.nodes[$0.root]) }
    }
  }

  /// A line for each quantity: its name, its value and what a person calls it.
  public var description: String {
    let widths = (quantities.map(\.quantity.count).max() ?? 0, quantities.map(\.text.count).max() ?? 0)
    return quantities.map { item in
      "\(item.quantity.padding(to: widths.0))  \(item.text.padding(left: widths.1))  \(item.name ?? "")"
        .trimmingTrailingSpaces()
    }.joined(separator: "\n")
  }

  /// Hops and stages behind the rest, by number; else by letter.
  private static func precedes(_ first: String, _ second: String) -> Bool {
    let keys = [first, second].map { (isIndexed: $0.contains("["), index: index(in: $0)) }
    if keys[0].isIndexed != keys[1].isIndexed { return !keys[0].isIndexed }
    let families = [first, second].map { $0.prefix { $0 != "[" } }
    if families[0] != families[1] { return families[0] < families[1] }
    return (keys[0].index, first) < (keys[1].index, second)
  }

  private static func index(in name: String) -> Int {
    Int(name.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }) ?? 0
  }

  /// A quantity.
  struct Item: Encodable, Sendable {
    /// As `layline explain` takes it.
    let quantity: String
    /// What a person calls it.
    let name: String?
    /// In the base unit.
    let value: Double
    /// The base unit.
    let unit: String
    fileprivate let text: String

    enum CodingKeys: String, CodingKey { case quantity, name, value, unit }

    init(quantity: String, _ entry: DerivationTable.Entry) {
      self.quantity = quantity
      name = entry.name
      value = entry.value
      unit = entry.unit
      text = entry.valueText()
    }
  }
}

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
