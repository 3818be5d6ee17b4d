import Plans
import Quantities

/// The tree that a derivation is read as: what a formula names stands below it.
///
/// Intermediates without a name are part of the formula above them, unless there is something to compare: the terms of a
/// sum, a maximum or a minimum have lines of their own, and so has such an operation inside a product.
struct ExplanationTree {
  let nodes: [DerivationTable.Entry]
  let root: Int
  /// For each node what stands below it; empty for a leaf, and for what has no line of its own.
  private(set) var terms: [[ExplanationTerm]]
  /// For each node how many levels are below it.
  private(set) var heights: [Int]

  init(_ explanation: Explanation) {
    nodes = explanation.nodes
    root = explanation.root
    terms = Array(repeating: [], count: nodes.count)
    heights = Array(repeating: 0, count: nodes.count)
    var isShown = Array(repeating: false, count: nodes.count)
    isShown[root] = true
    for node in nodes.indices.reversed() where isShown[node] {
      terms[node] = terms(below: node)
      for term in terms[node] { isShown[term.node] = true }
    }
    for node in nodes.indices { heights[node] = terms[node].map { heights[$0.node] + 1 }.max() ?? 0 }
  }

  /// How many different nodes have a line below one.
  func count(below node: Int) -> Int {
    var found: Set<Int> = []
    var open = [node]
    while let next = open.popLast() {
      for term in terms[next] where found.insert(term.node).inserted { open.append(term.node) }
    }
    return found.count
  }

  private func terms(below node: Int) -> [ExplanationTerm] {
    let operands = nodes[node].operands ?? []
    switch nodes[node].operation {
    case .sum, .maximum, .minimum:
      // One term alone is what it is part of.
      if operands.count == 1, isIntermediate(operands[0]) { return terms(below: operands[0]) }
      return nodes[node].operation == .sum ? summands(of: node) : bounds(of: node)
    default: return factors(of: node)
    }
  }

  private func summands(of node: Int) -> [ExplanationTerm] {
    let parts = flattened(node)
    let whole = nodes[node].value
    let hasShares = parts.count > 1 && whole > 0 && parts.allSatisfy { nodes[$0].value >= 0 }
    return parts.map { ExplanationTerm(node: $0, share: hasShares ? nodes[$0].value / whole : nil) }
  }

  private func bounds(of node: Int) -> [ExplanationTerm] {
    let operands = nodes[node].operands ?? []
    return operands.map {
      ExplanationTerm(node: $0, binds: operands.count > 1 ? nodes[$0].value == nodes[node].value : nil)
    }
  }

  /// a + b + c is a sum of three, though it was computed as (a + b) + c.
  private func flattened(_ sum: Int) -> [Int] {
    (nodes[sum].operands ?? []).flatMap { operand in
      isIntermediate(operand) && nodes[operand].operation == .sum ? flattened(operand) : [operand]
    }
  }

  /// What the formula names, each once; bare numbers stand in the formula itself.
  private func factors(of node: Int) -> [ExplanationTerm] {
    var found: [Int] = []
    var open = Array((nodes[node].operands ?? []).reversed())
    var seen: Set<Int> = []
    while let next = open.popLast() {
      guard seen.insert(next).inserted else { continue }
      if isIntermediate(next), !isComparison(next) {
        open += (nodes[next].operands ?? []).reversed()
      } else if nodes[next].operation != .given || nodes[next].name != nil || nodes[next].source != nil {
        found.append(next)
      }
    }
    return found.map { ExplanationTerm(node: $0) }
  }

  /// Shares of a sum of plain numbers, such as 1 + a, say little.
  private func isComparison(_ node: Int) -> Bool {
    guard let operands = nodes[node].operands, operands.count > 1 else { return false }
    switch nodes[node].operation {
    case .sum: return !nodes[node].unit.isEmpty
    case .maximum, .minimum: return true
    default: return false
    }
  }

  private func isIntermediate(_ node: Int) -> Bool { nodes[node].name == nil && nodes[node].operation != .given }
}
