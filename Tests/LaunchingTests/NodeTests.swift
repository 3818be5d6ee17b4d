import Testing
@testable import Launching

@Suite struct NodeTests {
  @Test func aPartOfAMachineIsSaid() {
    #expect(!LaunchedNode(host: "a", isNamed: true, gpus: [0, 1], gpuCount: 2).isShared)
    #expect(LaunchedNode(host: "a", isNamed: true, gpus: [0, 1], gpuCount: 4).isShared)
  }
}
