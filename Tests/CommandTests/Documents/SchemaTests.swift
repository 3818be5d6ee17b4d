import Clusters
import Models
import Reporting
import Testing

@Suite("Documents are as their published schemas say")
struct SchemaTests {
  private static let folder = "Sources/Plans/Schemas"

  @Test func models() throws {
    for entry in try ModelCatalogue.entries() {
      let summary = ModelSummary(try ModelCatalogue.model(named: entry.name), context: 4096)
      let text = try JSONText.encode(ModelDocument(summary))
      #expect(
        try SchemaCheck(schema: "\(Self.folder)/model-reading.schema.json", text: text).faults == [], "\(entry.name)")
    }
  }

  @Test(arguments: ShippedClusters.names)
  func clusters(name: String) throws {
    let text = try Layline.run("cluster", "show", name, "--json").output
    #expect(try SchemaCheck(schema: "\(Self.folder)/cluster-reading.schema.json", text: text).faults == [])
  }

  @Test func list() throws {
    let text = try Layline.run("model", "list", "--json").output
    #expect(try SchemaCheck(schema: "\(Self.folder)/model-list.schema.json", text: text).faults == [])
  }

  @Test func published() throws {
    let text = try Layline.run("published", "--json").output
    #expect(try SchemaCheck(schema: "\(Self.folder)/published.schema.json", text: text).faults == [])
  }

  @Test func theCheckFindsFaults() throws {
    let schema = "\(Self.folder)/model-list.schema.json"
    #expect(try SchemaCheck(schema: schema, text: #"{"layline": "model-list/2", "models": 1}"#).faults.count == 2)
    #expect(try SchemaCheck(schema: schema, text: #"{"layline": "model-list/1", "more": 1}"#).faults.count == 2)
    let entry = #"{"layline": "model-list/1", "models": [{"name": 1}]}"#
    #expect(try SchemaCheck(schema: schema, text: entry).faults.count == 6)
  }
}
