import Plans
import Testing
@testable import Policy

@Suite("A policy passes, or fails for the right reason")
struct OutcomeTests {
  private static func replica(_ model: String, _ more: String, nodes: Int = 1) -> PolicyCase {
    PolicyCase(
      """
        - name: chat
          model: \(model)
          cluster: cluster.yaml
      \(more)
      """, files: ["cluster.yaml": ClusterText.nodes(nodes)])
  }

  static let passing = replica(
    "meta-llama/Llama-3.1-8B",
    """
        context: [4096, 32768]
        limits: {tpot: 30 ms, hbm-headroom: 4 GB, gpus: 8, bubble: 20 %, scale-up-utilisation: 60 %}
    """)

  /// 64 sequences of 131,072 tokens hold 64 · 131,072 · 327,680 B = 2.7 TB of KV; eight H100 have 0.64 TB.
  static let memory = replica(
    "meta-llama/Llama-3.1-70B",
    """
        context: 131072
        batch: 64
        limits: {tpot: 200 ms}
    """)

  static let latency = replica(
    "meta-llama/Llama-3.1-70B",
    """
        context: 4096
        limits:
          tpot: 5 ms
    """)

  static let demand = replica(
    "meta-llama/Llama-3.1-70B",
    """
        input: 2000
        output: 500
        requests-per-second: 60
        limits: {ttft: 1 s, tpot: 30 ms}
    """, nodes: 2)

  /// Without the loss of a node two nodes are enough.
  static let nodeLoss = replica(
    "meta-llama/Llama-3.1-70B",
    """
        input: 2000
        output: 500
        requests-per-second: 9
        limits:
          ttft: 1 s
          tpot: 30 ms
          survives: node
    """, nodes: 2)

  static let unproved = replica(
    "meta-llama/Llama-3.1-8B",
    """
        context: 4096
        gap: 5 %
        limits: {tpot: 30 ms, gap: 0}
    """)

  @Test func everythingHolds() throws {
    let report = try Self.passing.report()
    #expect(report.outcome == .pass)
    #expect(report.deployments[0].rules.allSatisfy { $0.outcome == .pass && $0.changes.isEmpty })
    #expect(report.deployments[0].conflict == nil)
    let headroom = try #require(report.deployments[0].rule("hbm-headroom")?.found)
    #expect(headroom.value >= 4e9 && headroom.location?.contains("gpu") == true)
  }

  @Test func tooLittleMemory() throws {
    let deployment = try Self.memory.deployment()
    let rule = try #require(deployment.rule("fits"))
    #expect(deployment.outcome == .fail && rule.outcome == .fail)
    #expect(rule.sentence.contains("GB short on each GPU") && rule.sentence.contains("64 sequences"))
    #expect(deployment.rule("tpot")?.outcome == .skipped)
    #expect(deployment.figures.isEmpty)
    #expect(Set(rule.changes.map(\.lever)).isSuperset(of: ["sequences", "context", "nodes"]))
    #expect(deployment.conflict?.contains { $0.contains("131,072") } == true)
  }

  @Test func tooSlow() throws {
    let deployment = try Self.latency.deployment()
    let rule = try #require(deployment.rule("tpot"))
    #expect(deployment.outcome == .fail && rule.outcome == .fail)
    #expect(rule.sentence.contains("the fastest found") && rule.place.line == 8)
    #expect(deployment.rule("fits")?.outcome == .pass)
    #expect(rule.changes.contains { $0.lever == "target" })
  }

  /// No prompt of 2,000 tokens is answered within a millisecond, whatever the TPOT.
  @Test func tooSlowForTheFirstToken() throws {
    var policy = Self.demand
    policy.files["policy.yaml"] = policy.files["policy.yaml"]?.replacingOccurrences(of: "ttft: 1 s", with: "ttft: 1 ms")
    let deployment = try policy.deployment()
    #expect(deployment.rules.filter { $0.outcome == .fail }.map(\.id) == ["ttft"])
  }

  @Test func tooMuchDemand() throws {
    let deployment = try Self.demand.deployment()
    let rule = try #require(deployment.rule("demand"))
    #expect(deployment.outcome == .fail && rule.outcome == .fail)
    #expect(rule.sentence.contains("requests/s at most"))
    let served = try #require(rule.found)
    #expect(served.quantity == "served" && served.value < 1)
    #expect(Set(rule.changes.map(\.lever)).isSuperset(of: ["demand", "nodes"]))
  }

  @Test func notAfterANodeIsLost() throws {
    let deployment = try Self.nodeLoss.deployment()
    #expect(deployment.outcome == .fail)
    #expect(deployment.rules.filter { $0.outcome == .fail }.map(\.id) == ["survives"])
    #expect(deployment.rule("survives")?.changes.contains { $0.lever == "nodes" } == true)
  }

  @Test func whatIsNotProvedIsNotAPass() throws {
    let report = try Self.unproved.report()
    let rule = try #require(report.deployments[0].rule("gap"))
    #expect(report.outcome == .unproved && rule.outcome == .unproved)
    #expect(try #require(rule.found).value > 0)
  }

  @Test(arguments: ["memory", "latency", "demand", "nodeLoss"])
  func changesPassWhenApplied(name: String) throws {
    let cases = ["memory": Self.memory, "latency": Self.latency, "demand": Self.demand, "nodeLoss": Self.nodeLoss]
    let subject = try #require(cases[name])
    let broken = try #require(try subject.deployment().rules.first { $0.outcome == .fail })
    #expect(!broken.changes.isEmpty)
    for change in broken.changes {
      let applied = try #require(try subject.applying(change), "\(change)")
      let after = try applied.deployment()
      let broken = "\(after.rules.filter(\.isBlocking)), \(String(describing: after.fault))"
      #expect(after.outcome == .pass, "\(change): \(broken)")
    }
  }

  @Test func aWarningDoesNotFail() throws {
    let report = try Self.replica(
      "meta-llama/Llama-3.1-8B",
      """
          context: 4096
          limits: {tpot: 30 ms, cost-per-million-tokens: {limit: 0.0001 USD, severity: warning}}
      """
    ).report()
    let rule = try #require(report.deployments[0].rule("cost-per-million-tokens"))
    #expect(rule.outcome == .fail && rule.severity == .warning && !rule.isBlocking)
    #expect(report.outcome == .pass)
  }

  @Test func aWrongInputIsAFault() throws {
    let report = try Self.replica("no-such-model", "    context: 4096").report()
    #expect(report.outcome == .fault)
    let fault = try #require(report.deployments[0].fault)
    #expect(fault.id.rawValue == "unknown-model" && fault.place.key == "deployments[0].model" && fault.place.line == 4)
  }
}
