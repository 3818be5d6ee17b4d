import Plans
import Testing
@testable import Policy

@Suite("Headroom that nothing leaves")
struct HeadroomTests {
  /// Eight H100 have 79 GB usable each; 70 GB cannot stay free beside a share of 16 GB of weights and its reserve.
  @Test func isTheLimitThatFails() throws {
    let deployment = try PolicyCase(
      """
        - name: chat
          model: meta-llama/Llama-3.1-70B
          cluster: cluster.yaml
          context: 4096
          limits: {hbm-headroom: 70 GB, tpot: 60 ms}
      """, files: ["cluster.yaml": ClusterText.nodes(1)]
    ).deployment()
    #expect(deployment.rules.filter { $0.outcome == .fail }.map(\.id) == ["hbm-headroom"])
    #expect(deployment.rule("tpot")?.outcome == .pass)
    let rule = try #require(deployment.rule("hbm-headroom"))
    #expect(rule.sentence.contains("no plan keeps it beside the others"), "\(rule.sentence)")
  }

  /// More than there is at all, where the reserve alone does not fit.
  @Test func moreThanThereIs() throws {
    let deployment = try PolicyCase(
      """
        - {name: chat, model: meta-llama/Llama-3.1-8B, cluster: hgx-h100, context: 4096, limits: {hbm-headroom: 900 GB}}
      """
    ).deployment()
    #expect(deployment.rules.filter { $0.outcome == .fail }.map(\.id) == ["hbm-headroom"])
  }
}
