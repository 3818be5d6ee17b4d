import Formats
import Foundation
import Testing

@Suite("Documents that are read back are held against their schema")
struct DocumentSchemaTests {
  private static let schema = """
    {"type": "object", "additionalProperties": false, "required": ["version"],
     "properties": {
       "version": {"const": "x/1"}, "kind": {"enum": ["a", "b"]}, "count": {"type": "integer"},
       "degree": {"type": "integer", "minimum": 1, "maximum": 8}, "figure": {"type": "number"},
       "above": {"type": "number", "exclusiveMinimum": 0}, "flag": {"type": "boolean"}, "name": {"type": "string"},
       "list": {"type": "array", "items": {"$ref": "#/definitions/part"}},
       "roots": {"type": "object", "additionalProperties": {"type": "integer"}}},
     "definitions": {"part": {"type": "object", "properties": {"share": {"type": "number", "maximum": 1}},
       "additionalProperties": false}}}
    """

  private func fault(_ body: String) throws -> Diagnostic? {
    let text = "{\"version\": \"x/1\"\(body.isEmpty ? "" : ", " + body)}"
    do {
      let schema = try DocumentSchema(Array(Self.schema.utf8))
      try schema.check(InputDocument.parse(Data(text.utf8), file: "x.json", isJSON: true))
      return nil
    } catch let fault as Diagnostic {
      return fault
    }
  }

  @Test(arguments: [
    "", #""kind": "a""#, #""count": 0"#, #""count": 1073741824"#, #""degree": 8"#, #""degree": 8.0"#,
    #""figure": -1e18"#,
    #""above": 1e-300"#, #""flag": true"#, #""name": "é""#, #""list": [{"share": 1}, {}]"#, #""roots": {"x": 3}"#,
  ])
  func whatItAllowsIsRead(body: String) throws { #expect(try fault(body) == nil) }

  @Test(arguments: [
    (#""kind": "c""#, "unknown-value", "kind"), (#""count": -1"#, "out-of-range", "count"),
    (#""count": 1073741825"#, "out-of-range", "count"), (#""count": 1.5"#, "wrong-type", "count"),
    (#""degree": 0"#, "out-of-range", "degree"), (#""degree": 9"#, "out-of-range", "degree"),
    (#""figure": 1e19"#, "out-of-range", "figure"), (#""figure": 1e999"#, "out-of-range", "figure"),
    (#""figure": "1""#, "wrong-type", "figure"), (#""above": 0"#, "out-of-range", "above"),
    (#""flag": 1"#, "wrong-type", "flag"), (#""name": "a\nb""#, "not-text", "name"),
    (#""name": null"#, "wrong-type", "name"),
    (#""list": {}"#, "wrong-type", "list"), (#""list": [{}, {"share": 1.01}]"#, "out-of-range", "list[1].share"),
    (#""list": [{"more": 1}]"#, "unknown-key", "list[0].more"), (#""roots": {"x": -3}"#, "out-of-range", "roots.x"),
    (#""other": 1"#, "unknown-key", "other"),
  ])
  func whatItRefusesIsNamed(body: String, id: String, key: String) throws {
    let fault = try #require(try fault(body))
    #expect((fault.id.rawValue, fault.key) == (id, key))
  }

  @Test func aMissingKeyIsNamed() throws {
    let schema = try DocumentSchema(Array(Self.schema.utf8))
    let fault = #expect(throws: Diagnostic.self) {
      try schema.check(InputDocument.parse(Data("{}".utf8), file: "x.json", isJSON: true))
    }
    #expect(fault?.id == .missingKey && fault?.key == "version")
  }
}
