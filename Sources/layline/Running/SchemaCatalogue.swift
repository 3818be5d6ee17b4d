import Costing
import Foundation
import Inputs
import Policy
import Reporting
import Topology

/// The JSON Schemas that are built into the program.
enum SchemaCatalogue {
  private static let inputs: [(name: String, bytes: [UInt8])] = [
    ("accelerators", TopologySchemas.accelerators), ("calibration", CostingSchemas.calibration),
    ("cluster", TopologySchemas.cluster), ("expert-load", CostingSchemas.expertLoad), ("policy", PolicySchema.bytes),
    ("workloads", CostingSchemas.workloads),
  ]

  /// Those of files that people write first.
  static var names: [String] { (inputs + DocumentSchemas.all).map(\.name) }

  /// - Throws: `Diagnostic` where a schema itself is broken, which tests rule out.
  static func list() throws -> SchemaList { try SchemaList(inputs: inputs, outputs: DocumentSchemas.all) }

  /// The text of a schema, without a line break at its end.
  /// - Throws: `Diagnostic` "schema-unknown" that names the nearest.
  static func text(of name: String) throws -> String {
    guard let schema = (inputs + DocumentSchemas.all).first(where: { $0.name == name }) else {
      let near = names.min { EditDistance.between($0, name) < EditDistance.between($1, name) } ?? ""
      throw Diagnostic(
        id: "schema-unknown", file: name, found: "no such schema", expected: "one of \(names.joined(separator: ", "))",
        advice: "did you mean \"\(near)\"?")
    }
    let text = String(decoding: schema.bytes, as: UTF8.self)
    return String(text.trimmingSuffix { $0.isNewline })
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(_ isPart: (Character) -> Bool) -> SubSequence {
    var end = endIndex
    while end > startIndex, isPart(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}
