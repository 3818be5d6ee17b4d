import Foundation
import Inputs

/// Reads the graph that topograph writes: instances, each with the switches above it from the nearest on.
struct TopographGraphReader {
  let source: SourceFile

  /// - Throws: `Diagnostic` with file, line and key.
  func facts() throws -> SourceFacts {
    let root = try InputDocument.parse(source.bytes, file: source.file, isJSON: true)
    let instances = try root.required("instances", expected: "a list of instances")
    var facts = SourceFacts(source)
    var seen: Set<String> = []
    for instance in try instances.items() {
      let id = try instance.required("id", expected: "the instance's name")
      let name = try id.text()
      guard seen.insert(name).inserted else { throw id.fault("duplicate-name", expected: "each instance once") }
      var node = NodeFacts(name, source.origin(id.line))
      let layers = try instance.optional("network_layers")?.items().map { try $0.text() } ?? []
      guard layers.count <= ImportLimits.levels else {
        throw try instance.required("network_layers").fault(
          "too-many-values", expected: "at most \(ImportLimits.levels) layers")
      }
      if !layers.isEmpty {
        node.paths = [NodePlace(scheme: "layers of \(source.file)", names: layers, origin: node.origin)]
      }
      try PlacementLabels(instance.optional("labels"), source).place(&node)
      facts.nodes.append(node)
    }
    guard !facts.nodes.isEmpty, facts.nodes.count <= ImportLimits.nodes else {
      throw instances.fault("no-nodes", expected: "1 to \(ImportLimits.nodes) instances")
    }
    return facts
  }
}
