import Foundation
import Quantities
import Testing

/// Walks the derivation of a value down to its leaves.
enum DerivationAudit {
  /// What may stand in a formula without a source: ones and twos of formulas, 6 operations for an element of a state, the
  /// logarithm of the 32 GPUs that an imbalance is given for, nothing where a part is absent.
  static let constants: Set<Double> = [-1, 0, 1, 2, 6, log(32)]

  /// Expects every node to follow from its operands bit by bit, and every leaf to have a source or to be a constant.
  static func check(_ roots: [Derivation?], constants: Set<Double> = constants, _ comment: Comment) {
    var seen: Set<ObjectIdentifier> = []
    var open = roots.compactMap(\.self)
    #expect(open.count == roots.count, comment)
    while let node = open.popLast() {
      guard seen.insert(ObjectIdentifier(node)).inserted else { continue }
      #expect(node.recompute() == node.value, "\(comment): \(node.name)")
      if node.operation == .given { checkLeaf(node, constants, comment) }
      open += node.operands
    }
  }

  private static func checkLeaf(_ node: Derivation, _ constants: Set<Double>, _ comment: Comment) {
    guard let source = node.source else {
      #expect(node.name.isEmpty && constants.contains(node.value), "\(comment): \(node.name) \(node.value)")
      return
    }
    #expect(!source.file.isEmpty && !source.key.isEmpty && !node.name.isEmpty, "\(comment): \(node.name)")
  }
}
