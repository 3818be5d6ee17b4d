import Clusters
import Foundation
import Testing

@Suite("Lists of the catalogue")
struct CatalogueListTests {
  private static let schemas = "Sources/Plans/Schemas"

  @Test(arguments: ["cluster", "accelerator", "schema", "model"])
  func documentsAreAsTheirSchemasSay(name: String) throws {
    let run = try Layline.run(name, "list", "--json")
    #expect(run.status == 0 && run.errors == "")
    #expect(try SchemaCheck(schema: "\(Self.schemas)/\(name)-list.schema.json", text: run.output).faults == [])
  }

  @Test func everyClusterHasALine() throws {
    let lines = try Layline.run("cluster", "list").output.split(separator: "\n")
    #expect(lines[0].split(whereSeparator: \.isWhitespace).map(String.init).contains("accelerator"))
    #expect(lines.dropFirst().map { $0.prefix { $0 != " " } }.map(String.init) == ShippedClusters.names)
    let rack = lines.first { $0.hasPrefix("gb200-nvl72-8-racks ") } ?? ""
    #expect(
      rack.split(whereSeparator: \.isWhitespace).prefix(4) == ["gb200-nvl72-8-racks", "576", "GB200-NVL72", "72"])
    #expect(lines.allSatisfy { $0.count <= 100 }, "\(lines.map(\.count))")
  }

  @Test func everyAcceleratorIsShown() throws {
    let lines = try Layline.run("accelerator", "list").output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 100 })
    let names = lines.dropFirst().map { String($0.prefix { $0 != " " }) }
    #expect(names == (try AcceleratorCatalogue.accelerators().map(\.id)))
    for name in [names[0], "mi300x"] {
      let run = try Layline.run("accelerator", "show", name, "--json")
      #expect(try SchemaCheck(schema: "\(Self.schemas)/accelerator-reading.schema.json", text: run.output).faults == [])
      let text = try Layline.run("accelerator", "show", name).output
      #expect(text.contains("Sources") && text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
  }

  @Test func unknownNamesAreRefused() throws {
    expectRefusal(
      try Layline.run("accelerator", "show", "H20X"), id: "unknown-accelerator", saying: ["did you mean \"H20-SXM\""])
    expectRefusal(
      try Layline.run("schema", "show", "clusters"), id: "unknown-schema", saying: ["did you mean \"cluster\""])
  }
}
