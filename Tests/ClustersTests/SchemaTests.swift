import Foundation
import Testing
@testable import Clusters

/// Validates files with a JSON Schema validator, where Python has one.
@Suite(.enabled(if: Python.run("import jsonschema, yaml")?.status == 0))
struct SchemaTests {
  /// Prints the numbers of the texts that are not valid.
  private static let script = """
    import json, sys, jsonschema, yaml
    schema = json.load(open(sys.argv[1]))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for index, text in enumerate(sys.argv[2:]):
        if not validator.is_valid(yaml.safe_load(text)): print(index)
    """

  private func invalid(_ texts: [String]) throws -> [Int] {
    let schema = Repository.clusters.appending(path: "cluster.schema.json").path()
    let result = try #require(Python.run(Self.script, [schema] + texts))
    #expect(result.status == 0)
    return result.output.split(separator: "\n").compactMap { Int($0) }
  }

  @Test func shippedFilesAreValid() throws {
    let texts = try ShippedClusters.names.map { name in
      String(decoding: try #require(ShippedClusters.bytes(of: name)), as: UTF8.self)
    }
    #expect(try invalid(texts).map { ShippedClusters.names[$0] } == [])
  }

  /// What a schema can say of a single value, it says as the reader does.
  @Test func whatTheReaderRefusesTheSchemaRefusesToo() throws {
    let changes =
      BadClusterTests.counts.map { ($0.old, $0.new) }.prefix(6)
      + BadClusterTests.figures.map { ($0.old, $0.new) }.prefix(7)
      + [("racks: 2", "rack: 2"), ("cluster/1", "cluster/2"), ("spans: rack", "spans: row"), ("name: small\n", "")]
    let texts = [ClusterText.plain] + changes.map { ClusterText.plain.replacing($0, with: $1) }
    #expect(try invalid(texts) == Array(1..<texts.count))
  }
}
