import Foundation
import Testing

@Suite("Planning a whole cluster")
struct ClusterPlanCommandTests {
  private static let schema = "Sources/Plans/Schemas/cluster-plan.schema.json"
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let derates = ["--prefill-derate", "0.9", "--decode-derate", "0.92"]
  private static let targets = ["--ttft", "2 s", "--tpot", "30 ms"]
  private static let workers = "Examples/whole-cluster/workers.csv"

  struct Composition: Decodable {
    struct Workers: Decodable {
      let role: String
      let layout: String
      let count: Int
      let domains: [Int]
    }

    let servedRequestsPerSecond: Double
    let gpusUsed: Int
    let bound: Double
    let gap: Double
    let workers: [Workers]
  }

  private struct Document: Decodable {
    let composition: Composition
  }

  private func composition(_ arguments: [String]) throws -> Composition {
    let run = try Layline.run(["plan"] + arguments + ["--json"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try SchemaCheck(schema: Self.schema, text: run.output).faults == [])
    let file = try folder.file("plan.json", run.output)
    #expect(try Layline.run("verify", file).status == 0)
    return try JSONDecoder().decode(Document.self, from: Data(run.output.utf8)).composition
  }

  /// Rates that AIConfigurator predicted, which itself composes 15.89 requests/s on 32 GPUs: a mixed worker, four pairs of
  /// prefill, two decode of 8 and one of 4 do min(15.894, 16.676) + 1.583.
  @Test func thePeersRatesGoFurther() throws {
    let found = try composition(
      ["--workers", Self.workers, "--cluster", "hgx-h200-4-nodes"] + Self.targets + Self.derates)
    #expect((found.servedRequestsPerSecond - 17.477).magnitude < 1e-9)
    #expect(found.gpusUsed == 32 && found.gap == 0 && found.bound == found.servedRequestsPerSecond)
    #expect(found.workers.map(\.count).reduce(0, +) == 8)
  }

  /// 36 GPUs for 20 requests/s, where it recommends 48.
  @Test func aDemandIsMetWithFewest() throws {
    let cluster = try folder.file("racks.yaml", Self.twoRacks)
    let found = try composition(
      ["--workers", Self.workers, "--cluster", cluster, "--requests-per-second", "20"] + Self.targets + Self.derates)
    #expect(found.gpusUsed == 36 && found.bound == 36)
    #expect((found.servedRequestsPerSecond - 20.94288).magnitude < 1e-9)
  }

  /// The same from every row of the shared table, where it is there.
  @Test(.enabled(if: SharedRates.isThere)) func allOfThePeersRatesGiveTheSame() throws {
    let table = try folder.file("all.csv", SharedRates.table())
    let found = try composition(
      ["--workers", table, "--cluster", "hgx-h200-4-nodes"] + Self.targets + Self.derates)
    #expect((found.servedRequestsPerSecond - 17.477).magnitude < 1e-9)
  }

  @Test func predictedRatesAreComposed() throws {
    let found = try composition([
      "--model", "openai/gpt-oss-120b", "--cluster", "hgx-h100", "--input", "1000", "--output-tokens", "500", "--ttft",
      "1 s", "--tpot", "20 ms",
    ])
    #expect(found.servedRequestsPerSecond > 1 && found.gpusUsed == 8)
  }

  @Test func severalModelsComeFromAFile() throws {
    let workloads = try folder.file(
      "two.yaml",
      """
      workloads:
        - {name: large, model: openai/gpt-oss-120b, input: 1000, output: 500, requests-per-second: 10, ttft: 1 s, tpot: 20 ms}
        - {name: small, model: openai/gpt-oss-20b, input: 1000, output: 500, requests-per-second: 20, ttft: 1 s, tpot: 20 ms}
      """)
    let found = try composition(
      ["--workloads", workloads, "--cluster", "hgx-h200-4-nodes", "--objective", "served", "--spare", "gpu"])
    #expect(found.servedRequestsPerSecond > 30)
  }

  /// A file of workloads says what is wanted of models that only the table knows.
  @Test func aTableServesTheModelsOfAFile() throws {
    let table = try folder.file(
      "rates.csv",
      """
      model,role,gpus,requests_per_second,ttft_ms,tpot_ms
      in-house-large,mixed,8,5,900,20
      in-house-large,mixed,8,9,5000,20
      chat,mixed,4,4,900,20
      """)
    let workloads = try folder.file(
      "two.yaml",
      """
      workloads:
        - {name: search, model: org/in-house-large, input: 100, output: 100, requests-per-second: 10, ttft: 1 s, tpot: 30 ms}
        - {name: chat, model: unknown-elsewhere, input: 100, output: 100, requests-per-second: 8, ttft: 1 s, tpot: 30 ms}
      """)
    let found = try composition(["--workers", table, "--workloads", workloads, "--cluster", "hgx-h200-4-nodes"])
    // Two of 8 GPUs for 10 requests/s, as the faster one misses its target, and two of 4 for 8.
    #expect(found.gpusUsed == 24 && found.servedRequestsPerSecond == 18)
  }

  /// What if: the answer with more nodes is that of a plan on as many, and what no longer fits says so.
  @Test func otherFiguresAreSolvedAgain() throws {
    struct Asked: Decodable {
      struct Answer: Decodable {
        struct Refusal: Decodable {
          let reason: String
        }

        let value: Double?
        let relativeChange: Double?
        let refusal: Refusal?
      }

      let composition: Composition
      let whatIf: [Answer]
    }

    let cluster = try folder.file("racks.yaml", Self.twoRacks)
    let table = ["--workers", Self.workers, "--cluster", cluster] + Self.targets + Self.derates
    let run = try Layline.run(
      ["plan"] + table + ["--what-if", "nodes=4", "--what-if", "nodes=2x, price=3 USD/GPU/h", "--marginal", "--json"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try SchemaCheck(schema: Self.schema, text: run.output).faults == [])
    let asked = try JSONDecoder().decode(Asked.self, from: Data(run.output.utf8))
    #expect(asked.whatIf.count == 4)
    #expect((try #require(asked.whatIf[0].value) - 17.477).magnitude < 1e-9)
    let present = asked.composition.servedRequestsPerSecond
    #expect(try #require(asked.whatIf[1].value) >= 2 * present * (1 - 1e-9))
    #expect(try #require(asked.whatIf[2].value) > present && #require(asked.whatIf[3].value) < present)
    let demand = try Layline.run(
      ["plan"] + table + ["--requests-per-second", "50", "--what-if", "nodes=4", "--json"])
    let refused = try JSONDecoder().decode(Asked.self, from: Data(demand.output.utf8)).whatIf
    #expect(refused[0].value == nil && refused[0].refusal?.reason == "demand")
  }

  /// More nodes than the file has names for.
  @Test func moreNodesNeedNoNames() throws {
    let run = try Layline.run(
      ["plan", "--workers", Self.workers, "--cluster", "Examples/whole-cluster/racks.yaml", "--what-if", "nodes=2x"])
    #expect(run.status == 0 && run.output.contains("nodes=2x"))
  }

  /// A prediction follows other figures: half the experts are less work.
  @Test func predictedRatesFollowOtherFigures() throws {
    let run = try Layline.run(
      "plan", "--model", "openai/gpt-oss-120b", "--cluster", "hgx-h100", "--input", "1000", "--output-tokens", "500",
      "--ttft", "1 s", "--tpot", "20 ms", "--what-if", "experts-per-token=2", "--what-if", "tpot=10 ms")
    #expect(run.status == 0)
    #expect(run.output.contains("experts per token 4 → 2"))
    #expect(run.output.contains("TPOT target 20.0 ms → 10.0 ms"))
    #expect(run.output.contains("(+") && run.output.contains("(-"))
  }

  @Test func whatIsTooMuchIsRefused() throws {
    let run = try Layline.run(
      ["plan", "--workers", Self.workers, "--cluster", "hgx-h200-4-nodes", "--requests-per-second", "20"]
        + Self.targets + Self.derates)
    #expect(run.status == 1)
    #expect(run.output.contains("17.477 requests/s at most, not 20."))
    #expect(run.output.contains("5 nodes of 8 GPUs in pool h200 instead of 4"))
  }

  @Test(arguments: [
    (["--workers", "CSV"], "missing-column", "model,role,gpus\na,mixed,1\n"),
    (["--workers", "CSV"], "unknown-column", "role,gpus,requests_per_second,more\nmixed,1,1,1\n"),
    (["--workers", "CSV"], "unknown-value", "role,gpus,requests_per_second\nboth,1,1\n"),
    (["--workers", "CSV"], "out-of-range", "role,gpus,requests_per_second\nmixed,0,1\n"),
    (["--workers", "CSV"], "out-of-range", "role,gpus,gpus_per_domain,requests_per_second\nmixed,16,9,1\n"),
    (["--workers", "CSV"], "out-of-range", "role,gpus,gpus_per_domain,requests_per_second\nmixed,12,8,1\n"),
    (["--workers", "CSV"], "wrong-type", "role,gpus,requests_per_second\nmixed,1,fast\n"),
    (["--workers", "CSV"], "unknown-pool", "pool,role,gpus,requests_per_second\nx,mixed,1,1\n"),
    (["--workers", "CSV"], "ragged-row", "role,gpus,requests_per_second\nmixed,1\n"),
    (["--workers", "CSV", "--ttft", "1 s"], "missing-value", "role,gpus,requests_per_second\nmixed,1,1\n"),
    (["--workers", "CSV", "--model", "x"], "unknown-model", "model,role,gpus,requests_per_second\na,mixed,1,1\n"),
    (["--workers", "CSV"], "missing-demand", "model,role,gpus,requests_per_second\na,mixed,1,1\nb,mixed,1,1\n"),
    (["--workers", "CSV", "--spare", "city"], "unknown-value", "role,gpus,requests_per_second\nmixed,1,1\n"),
    (["--workers", "CSV", "--spare-mode", "restart"], "conflict", "role,gpus,requests_per_second\nmixed,1,1\n"),
    (["--workers", "CSV", "--decode-derate", "0"], "out-of-range", "role,gpus,requests_per_second\nmixed,1,1\n"),
    (["--workers", "CSV", "--batch", "8"], "conflict", "role,gpus,requests_per_second\nmixed,1,1\n"),
    (["--workers", "CSV", "--what-if", "hbm=2x"], "conflict", "role,gpus,requests_per_second\nmixed,1,1\n"),
    (["--requests-per-second", "5"], "missing-flag", ""),
    (["--model", "gpt-oss-20b", "--context", "4096", "--runtime", "vllm"], "conflict", ""),
    (["--model", "gpt-oss-20b", "--requests-per-second", "5", "--context", "4096"], "conflict", ""),
  ])
  func badInputIsRefused(flags: [String], id: String, table: String) throws {
    let file = try folder.file("workers.csv", table)
    let run = try Layline.run(
      ["plan", "--cluster", "hgx-h200-4-nodes"] + flags.map { $0 == "CSV" ? file : $0 })
    #expect(run.status == 2, "\(run.output)")
    #expect(run.errorLines.count == 1 && run.errors.contains("[\(id)]"), "\(run.errors)")
  }

  private static let twoRacks = """
    layline: cluster/1
    name: two-racks
    description: Eighteen nodes of H200 in two racks.
    pools:
      - name: h200
        accelerator: H200-SXM
        racks: 2
        nodesPerRack: 9
        gpusPerNode: 8
        domain: node
        tiers:
          - {name: leaf, spans: rack, bandwidth: 50 GB/s, oversubscription: 1, latency: 2.8 us}
          - {name: spine, spans: pool, bandwidth: 50 GB/s, oversubscription: 1, latency: 3.8 us}
    """
}
