import Foundation
import Plans
import Testing
@testable import Policy

@Suite("A conflict names limits that cannot all be kept, and none that does not matter")
struct ConflictTests {
  private static let demand = """
      - name: fleet
        model: meta-llama/Llama-3.1-70B
        cluster: cluster.yaml
        input: 2000
        output: 500
        requests-per-second: 60
        limits:
          ttft: 1 s
          tpot: 30 ms
          gpus: 12
    """

  /// Without any one of the named keys the policy passes; without all others it still fails.
  @Test func isMinimal() throws {
    let policy = PolicyCase(Self.demand, files: ["cluster.yaml": ClusterText.nodes(2)])
    let conflict = try #require(try policy.deployment().conflict)
    #expect(conflict == ["a demand of 60 requests/s"])
    #expect(try without("      ttft: 1 s\n", "      tpot: 30 ms\n", "      gpus: 12\n").deployment().outcome == .fail)
    #expect(try without("    requests-per-second: 60\n").deployment().outcome == .pass)
  }

  @Test func limitsThatMatterAreNamed() throws {
    let policy = PolicyCase(
      Self.demand.replacingOccurrences(of: "second: 60", with: "second: 12"),
      files: ["cluster.yaml": ClusterText.nodes(4)])
    let deployment = try policy.deployment()
    let conflict = try #require(deployment.conflict)
    #expect(conflict.contains("GPUs in use of at most 12"), "\(conflict)")
    #expect(conflict.contains { $0.contains("12 requests/s") }, "\(conflict)")
    for words in ["      gpus: 12", "    requests-per-second: 12"] {
      var relaxed = policy
      relaxed.files["policy.yaml"] = relaxed.files["policy.yaml"]?.replacingOccurrences(of: words, with: "")
      #expect(try relaxed.deployment().outcome == .pass, "without \(words)")
    }
  }

  private func without(_ lines: String...) -> PolicyCase {
    let text = lines.reduce(Self.demand + "\n") { $0.replacingOccurrences(of: $1, with: "") }
    return PolicyCase(text, files: ["cluster.yaml": ClusterText.nodes(2)])
  }
}
