import Formats
import Quantities

/// The links between the GPUs of one machine, as a source states them.
struct NodeLinks: Sendable {
  /// "NVLink" or "xGMI".
  let kind: String
  /// Links between each two GPUs, the same both ways; of GPUs behind switches their links to these. 0 where there are none.
  let counts: [[Int]]
  /// What joins GPUs without links, as the source calls it: "SYS", "PCIe".
  let bus: String
  let origin: Origin
  /// Bandwidth of the bus of each GPU, one way, with the words that say it; `nil` where the source does not.
  var busRate: SourcedValue<Bandwidth>?
  /// Whether it merely follows from silence that there are no links: a file written by hand may leave them out.
  var isImplied = false

  var gpus: Int { counts.count }

  /// Whether GPUs have links at all.
  var isEmpty: Bool { counts.allSatisfy { $0.allSatisfy { $0 == 0 } } }

  /// - Throws: `Diagnostic` "conflict" where two sources state other links of one machine.
  func check(_ other: NodeLinks, node: String) throws {
    guard gpus == other.gpus, !isImplied, !other.isImplied else { return }
    for first in counts.indices {
      for second in counts.indices where second > first && counts[first][second] != other.counts[first][second] {
        throw Diagnostic(
          id: .conflict, file: other.origin.file, key: node, line: other.origin.line,
          found: "\(other.counts[first][second]) links between GPU \(first) and GPU \(second)",
          expected: "what \(origin) says: \(counts[first][second])")
      }
    }
  }
}
