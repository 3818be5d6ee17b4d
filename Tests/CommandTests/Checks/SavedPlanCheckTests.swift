import Foundation
import Testing

@Suite("A saved plan is held against what there is now")
struct SavedPlanCheckTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let cluster = try folder.file("small.yaml", BadCluster.good)
    _ = try folder.file(
      "drained.yaml", BadCluster.good.replacing("domain: node", with: "domain: node\n    unavailable: [node 0]"))
    let run = try Layline.run(
      "plan", "--model", "meta-llama/Llama-3.1-8B", "--cluster", cluster, "--context", "4096", "--output",
      folder.url.appending(path: "plan.json").path())
    #expect(run.status == 0, "\(run.errors)")
  }

  private func check(_ lines: [String], limits: String = "tpot: 60 ms", plan: String = "plan.json") throws -> Layline {
    let body = (["name: chat", "plan: \(plan)"] + lines + ["limits: { \(limits) }"]).map { "    \($0)\n" }.joined()
    let text = "layline: policy/1\ndeployments:\n  - \(body.drop { $0 == " " })"
    return try Layline.run("check", folder.file("policy.yaml", text))
  }

  @Test func whatIsUnchangedHolds() throws {
    let run = try check([])
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("pass        TPOT of at most 60.0 ms"))
  }

  /// 200,000 tokens of 131,072 bytes for 220 sequences: 5,767 GB on a GPU of 141.
  @Test func longerContextsDoNotFit() throws {
    let refused = try check(["context: 200000"])
    #expect(refused.status == 2 && refused.errors.contains("[context-beyond-model]"), "\(refused.errors)")
    let run = try check(["context: 200000", "allow-long-context: true"])
    #expect(run.status == 1)
    #expect(run.output.contains("FAIL        fits the cluster: the only stage does not fit at 200,000 tokens"))
    #expect(run.output.contains("KV\n              5767.2"))
  }

  @Test func machinesThatAreGone() throws {
    let run = try check(["cluster: drained.yaml"])
    #expect(run.status == 1)
    #expect(run.output.contains("the plan does not fit what it is for any more"))
    #expect(run.output.contains("[gpu-unavailable]; 7 more of the kind"))
  }

  @Test func anotherModel() throws {
    let run = try check(["model: openai/gpt-oss-20b"])
    #expect(run.status == 1)
    #expect(run.output.contains("32 layers") && run.output.contains("24 layers"))
  }

  @Test func demandThatHasGrown() throws {
    let run = try check(["tokens-per-second: 1000000000"])
    #expect(run.status == 1)
    #expect(run.output.contains("output tokens/s, not 1,000,000,000"))
    #expect(try check(["tokens-per-second: 1000"]).status == 0)
  }

  /// A plan of a whole cluster: 17.48 requests/s on all 32 GPUs.
  @Test func plansOfClusters() throws {
    let run = try Layline.run(
      "plan", "--workers", "Examples/whole-cluster/workers.csv", "--cluster", "hgx-h200-4-nodes", "--ttft", "2 s",
      "--tpot", "30 ms", "--prefill-derate", "0.9", "--decode-derate", "0.92", "--output",
      folder.url.appending(path: "cluster-plan.json").path())
    #expect(run.status == 0, "\(run.errors)")
    let kept = try check([], limits: "gpus: 32", plan: "cluster-plan.json")
    #expect(kept.status == 0, "\(kept.output)\(kept.errors)")
    let broken = try check([], limits: "gpus: 31", plan: "cluster-plan.json")
    #expect(broken.status == 1)
    #expect(broken.output.contains("32"))
  }

  /// A baseline whose figures are edited would turn a failure into a pass.
  @Test(arguments: [
    ("latency_s", "derivation-value"), ("bubble", "plan-changed"), ("gap", "derivation-value"),
  ])
  func aBaselineThatContradictsItselfIsRefused(key: String, id: String) throws {
    let text = try String(contentsOf: folder.url.appending(path: "plan.json"), encoding: .utf8)
    let edited = try #require(text.range(of: "\"\(key)\" *: *[0-9.e-]+", options: .regularExpression))
    _ = try folder.file("edited.json", text.replacingCharacters(in: edited, with: "\"\(key)\" : 0.75"))
    func run(_ baseline: String) throws -> Layline {
      let body = """
        layline: policy/1
        deployments:
          - name: chat
            model: meta-llama/Llama-3.1-8B
            cluster: small.yaml
            context: 4096
            baseline: {plan: \(baseline), tpot: 5 %}

        """
      return try Layline.run("check", folder.file("policy.yaml", body))
    }
    #expect(try run("plan.json").status == 0)
    let refused = try run("edited.json")
    #expect(refused.status == 2 && refused.errors.contains("[\(id)]"), "\(refused.errors)")
    let verified = try Layline.run("verify", folder.url.appending(path: "edited.json").path())
    #expect(verified.status == 1)
  }
}
