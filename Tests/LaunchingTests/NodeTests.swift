import Testing

@testable import Launching

@Suite struct NodeTests {
  @Test func nodesHaveNames() { #expect(LaunchedNode(host: "a", isNamed: true, gpus: [0]).host == "a") }
}
