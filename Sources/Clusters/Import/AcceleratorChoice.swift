import Formats
import Quantities

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
          id: .unknownAccelerator, file: "--accelerator", found: "\"\(written.prefix(60))\"",
          expected: "one of \(names.known.joined(separator: ", "))",
          advice: NearestNames.advice(written, among: names.known))
      }
      return id
    }
  }

  /// - Parameter node: The facts of all sources on its GPUs.
  /// - Throws: `Diagnostic` "unknown-accelerator", "ambiguous-accelerator", or "conflict" where sources differ.
  func accelerator(of node: NodeFacts) throws -> SourcedValue<String> {
    var left = asked.map { [$0] } ?? names.known
    var because = asked.map { _ in SourcedValue("--accelerator", Origin(file: "--accelerator")) }
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
      left = left.filter { abs((memories[$0] ?? 0) / memory.value - 1) < Self.mostDifference }
      guard !left.isEmpty else {
        throw fault(
          .unknownAccelerator, memory.origin, "GPUs of \(Int(memory.value)) MiB", "memory of a GPU of the catalogue")
      }
    }
    guard left.count == 1 else { throw ambiguous(node, left) }
    return SourcedValue(left[0], because?.origin ?? node.origin)
  }

  /// The memory of a GPU, in MiB, where a source has another than the catalogue and still means the same accelerator: with
  /// and without error correction, or from another driver.
  /// - Throws: `Diagnostic` "conflict" for memory that the accelerator does not have.
  func memory(of node: NodeFacts, _ accelerator: String) throws -> SourcedValue<Double>? {
    guard let memory = node.memory, let own = memories[accelerator], own > 0 else { return nil }
    let difference = abs(memory.value / own - 1)
    guard difference < Self.mostDifference else {
      throw fault(
        .conflict, memory.origin,
        "GPUs of \(Int(memory.value)) MiB (\(Bytes(memory.value * 0x1p20)))",
        "about the \(Int(own)) MiB (\(Bytes(own * 0x1p20))) of \(accelerator)"
          + (node.products.first.map { ", for GPUs called \"\($0.value.prefix(80))\"" } ?? ""),
        advice: nearest(to: memory.value).map { "of as much memory are \($0)" }
          ?? "a cluster file can describe the accelerator as a mapping, with this memory")
    }
    return difference > 0.0005 ? memory : nil
  }

  /// Error correction takes a sixteenth of some memories.
  private static let mostDifference = 0.08

  private func nearest(to memory: Double) -> String? {
    let alike = names.known.filter { abs((memories[$0] ?? 0) / memory - 1) < 0.01 }
    return alike.isEmpty || alike.count > 4 ? nil : alike.joined(separator: ", ")
  }

  private func unknown(_ product: SourcedValue<String>) -> Diagnostic {
    let nearest = names.nearest(to: product.value).joined(separator: ", ")
    return fault(
      .unknownAccelerator, product.origin, "GPUs called \"\(names.title(of: product.value))\"",
      "an accelerator of the catalogue; the nearest are \(nearest)",
      advice: "--accelerator takes one of them instead")
  }

  private func conflict(
    _ product: SourcedValue<String>, _ candidates: [String], _ because: SourcedValue<String>?, _ left: [String]
  ) -> Diagnostic {
    let place = because.map { $0.origin.file == "--accelerator" ? "--accelerator" : "\($0.origin)" } ?? ""
    return fault(
      .conflict, product.origin,
      "GPUs called \"\(product.value.prefix(80))\" (\(candidates.joined(separator: " or ")))",
      "what \(place) says: \(left.joined(separator: " or "))")
  }

  private func ambiguous(_ node: NodeFacts, _ left: [String]) -> Diagnostic {
    let product = node.products.first
    let place = product?.origin ?? node.gpuCount?.origin ?? node.origin
    guard let product else {
      return fault(
        .ambiguousAccelerator, place, "GPUs without a name", "--accelerator, or a file that names them",
        advice: "nvidia-smi --query-gpu=name,memory.total --format=csv of a node does")
    }
    return fault(
      .ambiguousAccelerator, place, "GPUs called \"\(product.value.prefix(80))\"",
      "a name that means one accelerator; this may be \(left.joined(separator: ", "))",
      advice: "--accelerator says which; nvidia-smi --query-gpu=name --format=csv of a node tells too")
  }

  private func fault(
    _ id: DiagnosticID, _ origin: Origin, _ found: String, _ expected: String, advice: String? = nil
  ) -> Diagnostic {
    Diagnostic(id: id, file: origin.file, line: origin.line, found: found, expected: expected, advice: advice)
  }
}
