import Testing

@testable import ClusterImport

@Suite struct ImportTests {
  @Test func nodesHaveNames() { #expect(ImportedNode(name: "a").name == "a") }
}
