import Foundation
import Testing

@testable import Topology

/// Validates the shipped files with a JSON Schema validator, where Python has one.
@Suite(.enabled(if: SchemaTests.python("import jsonschema, yaml") == 0))
struct SchemaTests {
  private static let script = """
    import json, sys, jsonschema, yaml
    schema = json.load(open(sys.argv[1] + "/cluster.schema.json"))
    jsonschema.Draft7Validator.check_schema(schema)
    text = yaml.safe_load(sys.argv[3]) if sys.argv[2] == "-" else yaml.safe_load(open(sys.argv[2]))
    sys.exit(1 if list(jsonschema.Draft7Validator(schema).iter_errors(text)) else 0)
    """

  static func python(_ script: String, _ arguments: String...) -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test(arguments: ShippedClusters.names)
  func shippedFilesAreValid(name: String) {
    let folder = Repository.clusters.path()
    #expect(Self.python(Self.script, folder, "\(folder)/\(name).yaml") == 0)
  }

  @Test func whatTheReaderRefusesTheSchemaRefusesToo() {
    func verdict(_ old: String, _ new: String) -> Int32 {
      Self.python(Self.script, Repository.clusters.path(), "-", ClusterText.plain.replacing(old, with: new))
    }
    #expect(verdict("racks: 2", "racks: 2") == 0)
    let cases =
      BadClusterTests.counts.prefix(4) + BadClusterTests.figures.prefix(5) + [
        .init("racks: 2", "rack: 2", "", ""), .init("cluster/1", "cluster/2", "", ""),
      ]
    for fault in cases { #expect(verdict(fault.old, fault.new) == 1, "\(fault.new)") }
  }
}
