import Inputs
import Quantities
import Topology

/// Decides which accelerator a node has from all that is said of it.
struct AcceleratorChoice {
  private let names: AcceleratorNames
  private let memories: [String: Double]
  /// The identifier that the user gave; `nil` for none.
  private let asked: String?

  /// - Throws: `Diagnostic` "unknown-accelerator" for an identifier that the catalogue does not have.
  init(asked: String?) throws {
    names = try AcceleratorNames()
    memories = Dictionary(
      try AcceleratorCatalogue.accelerators().map { ($0.id, $0.memory.value / 0x1p20) },
      uniquingKeysWith: { first, _ in first })
    self.asked = try asked.map { [names] written in
      let found = names.known.filter { $0.lowercased() == written.lowercased() }
      guard let id = found.first else {
        throw Diagnostic(
          id: "unknown-accelerator", file: "--accelerator", found: "\"\(written.prefix(60))\"",
          expected: "one of \(names.known.joined(separator: ", "))")
      }
      return id
    }
  }

  /// - Parameter node: With all that sources say of its GPUs.
  /// - Throws: `Diagnostic` "unknown-accelerator", "ambiguous-accelerator", or "conflict" where sources differ.
  func accelerator(of node: NodeFacts) throws -> Stated<String> {
    var left = asked.map { [$0] } ?? names.known
    var because = asked.map { _ in Stated("--accelerator", Origin(file: "--accelerator")) }
    for product in node.products {
      let candidates = names.candidates(product.value)
      if candidates.isEmpty, asked != nil { continue }
      guard !candidates.isEmpty else { throw unknown(product) }
      let both = left.filter(candidates.contains)
      guard !both.isEmpty else { throw conflict(product, candidates, because, left) }
      if both.count < left.count { because = product }
      left = both
    }
    if left.count > 1, let memory = node.memory {
      // A driver reports a little less than a label says.
      left = left.filter { abs((memories[$0] ?? 0) / memory.value - 1) < 0.08 }
      guard !left.isEmpty else {
        throw fault(
          "unknown-accelerator", memory.origin, "GPUs of \(Int(memory.value)) MiB", "memory of a GPU of the catalogue")
      }
    }
    guard left.count == 1 else { throw ambiguous(node, left) }
    return Stated(left[0], because?.origin ?? node.origin)
  }

  private func unknown(_ product: Stated<String>) -> Diagnostic {
    let nearest = names.nearest(to: product.value).joined(separator: ", ")
    return fault(
      "unknown-accelerator", product.origin, "GPUs called \"\(names.title(of: product.value))\"",
      "an accelerator of the catalogue; the nearest are \(nearest)",
      advice: "--accelerator takes one of them instead")
  }

  private func conflict(
    _ product: Stated<String>, _ candidates: [String], _ because: Stated<String>?, _ left: [String]
  ) -> Diagnostic {
    let place = because.map { $0.origin.file == "--accelerator" ? "--accelerator" : "\($0.origin)" } ?? ""
    return fault(
      "conflict", product.origin,
      "GPUs called \"\(product.value.prefix(80))\" (\(candidates.joined(separator: " or ")))",
      "what \(place) says: \(left.joined(separator: " or "))")
  }

  private func ambiguous(_ node: NodeFacts, _ left: [String]) -> Diagnostic {
    let product = node.products.first
    let place = product?.origin ?? node.gpuCount?.origin ?? node.origin
    guard let product else {
      return fault(
        "ambiguous-accelerator", place, "GPUs without a name", "--accelerator, or a file that names them",
        advice: "nvidia-smi --query-gpu=name,memory.total --format=csv of a node does")
    }
    return fault(
      "ambiguous-accelerator", place, "GPUs called \"\(product.value.prefix(80))\"",
      "a name that means one accelerator; this may be \(left.joined(separator: ", "))",
      advice: "--accelerator says which; nvidia-smi --query-gpu=name --format=csv of a node tells too")
  }

  private func fault(
    _ id: String, _ origin: Origin, _ found: String, _ expected: String, advice: String? = nil
  ) -> Diagnostic {
    Diagnostic(id: id, file: origin.file, line: origin.line, found: found, expected: expected, advice: advice)
  }
}
