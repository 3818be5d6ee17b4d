import Foundation
import Testing

@Suite("Plans of whole clusters are started, too")
struct EmitClusterTests {
  private let folder: TemporaryFolder
  private let plan: String

  init() throws {
    folder = try TemporaryFolder()
    plan = folder.url.appending(path: "plan.json").path()
    let run = try Layline.run(
      "plan", "--workers", "Examples/whole-cluster/workers.csv", "--cluster", "hgx-h200-4-nodes", "--ttft", "2 s",
      "--tpot", "30 ms", "--prefill-derate", "0.9", "--decode-derate", "0.92", "--output", plan)
    #expect(run.status == 0, "\(run.errors)")
  }

  private func document(_ flags: String...) throws -> [String: Any] {
    let run = try Layline.run(["emit", plan, "--json"] + flags)
    #expect(run.status == 0, "\(run.errors)\(run.output)")
    return try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  /// Four prefill workers of 2 GPUs, three decode workers, one that does both: 32 GPUs, each once.
  @Test(arguments: ["sglang", "vllm"])
  func everyWorkerHasItsGPUs(engine: String) throws {
    let workers = try #require(try document("--for", engine)["workers"] as? [[String: Any]])
    #expect(workers.count == 8)
    let gpus = workers.flatMap { worker -> [String] in
      (worker["nodes"] as? [[String: Any]] ?? []).flatMap { node in
        (node["gpus"] as? [Int] ?? []).map { "\(node["host"] ?? "")/\($0)" }
      }
    }
    #expect(gpus.count == 32 && Set(gpus).count == 32)
  }

  @Test func rolesAndPortsDiffer() throws {
    let text = try Layline.run("emit", plan, "--for", "sglang").output
    #expect(text.contains("--disaggregation-mode prefill") && text.contains("--disaggregation-mode decode"))
    let ports = text.matches(of: /--port (300\d\d)/).map { String($0.1) }
    #expect(Set(ports).count > 1)
    #expect(text.contains("--pd-disaggregation"))
  }

  @Test func disaggregatedSet() throws {
    let text = try Layline.run("emit", plan, "--for", "lws", "--engine", "sglang").output
    #expect(text.contains("kind: DisaggregatedSet"))
    // The table of workers says nothing of lengths.
    #expect(!text.contains("--context-length"))
  }

  /// A layout that vLLM cannot run is refused; one that was planned for it starts, and is as good as what is proved.
  @Test func plansForAnEngine() throws {
    func plan(_ name: String, _ flags: [String]) throws -> String {
      let path = folder.url.appending(path: name).path()
      let run = try Layline.run(
        [
          "plan", "--workloads", "Examples/whole-cluster/three-models.yaml", "--cluster", "hgx-h200-4-nodes",
          "--objective", "served", "--output", path,
        ] + flags)
      #expect(run.status == 0, "\(run.errors)\(run.output)")
      return path
    }
    let own = try plan("vllm.json", ["--engine", "vllm"])
    #expect(try Layline.run("emit", own, "--for", "vllm").status == 0)
    #expect(try Layline.run("verify", own).status == 0)
    let text = try String(contentsOfFile: own, encoding: .utf8)
    #expect(text.contains("\"engine\" : \"vllm\""))
    expectRefusal(
      try Layline.run(
        "plan", "--workers", "Examples/whole-cluster/workers.csv", "--cluster", "hgx-h200-4-nodes", "--ttft", "2 s",
        "--engine", "vllm"), id: "conflict", saying: ["--workers"])
  }
}
