import Foundation
import Testing

@Suite("A demand on a whole cluster")
struct DemandCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private struct Document: Decodable {
    struct Composition: Decodable {
      struct Model: Decodable {
        struct AtDemand: Decodable {
          let utilisation: Double
          let timeToFirstToken_s: Double
          let timePerOutputToken_s: Double
          let cost_USD_per_million_output_tokens: Double?
        }

        let servedRequestsPerSecond: Double
        let cost_USD_per_million_output_tokens: Double?
        let atDemand: AtDemand
      }

      let gpusUsed: Int
      let gap: Double
      let models: [Model]
    }

    let composition: Composition
  }

  private func composition(_ arguments: [String]) throws -> Document.Composition {
    let run = try Layline.run(["plan"] + arguments + ["--json"])
    #expect(run.status == 0 || run.status == 4, "\(arguments): \(run.output) \(run.errors)")
    return try JSONDecoder().decode(Document.self, from: Data(run.output.utf8)).composition
  }

  private static let chat = [
    "--model", "deepseek-ai/DeepSeek-V3", "--input", "4000", "--output-tokens", "1000", "--ttft", "2 s", "--tpot",
    "50 ms",
  ]

  /// A cluster that serves 549 requests/s serves every smaller demand, for no more GPUs, and nearly in proportion.
  @Test func noDemandBelowTheMostIsRefused() throws {
    var last = 0
    for demand in [150, 250, 300, 325, 525, 545] {
      let found = try composition(
        Self.chat + ["--cluster", "dgx-h100-superpod-4-su", "--requests-per-second", "\(demand)"])
      #expect(found.models[0].servedRequestsPerSecond >= Double(demand) && found.gap <= 0.005)
      #expect(found.gpusUsed >= last)
      #expect(abs(Double(found.gpusUsed) / Double(demand) - 1.87) < 0.04, "\(demand)")
      last = found.gpusUsed
    }
  }

  @Test(arguments: [("llama3-roce-24576", "150"), ("llama3-roce-24576", "3000"), ("deepseek-h800-2048", "400")])
  func largeClustersServeSmallDemands(cluster: String, demand: String) throws {
    let found = try composition(
      Self.chat + ["--cluster", cluster, "--requests-per-second", demand, "--objective", "gpus"])
    #expect(found.gap <= 0.005)
  }

  private static let small = [
    "--model", "openai/gpt-oss-120b", "--cluster", "hgx-h100", "--input", "1000", "--output-tokens", "500",
  ]

  /// At a tenth of the demand the same GPUs cost ten times as much a token, and TPOT and TTFT are shorter.
  @Test func figuresAreThoseAtTheDemand() throws {
    let found = try composition(Self.small + ["--ttft", "1 s", "--tpot", "20 ms", "--requests-per-second", "0.1"])
    let model = found.models[0]
    #expect(abs(model.atDemand.utilisation * model.servedRequestsPerSecond - 0.1) < 1e-9)
    let ratio =
      try #require(model.atDemand.cost_USD_per_million_output_tokens)
      / #require(model.cost_USD_per_million_output_tokens)
    #expect(abs(ratio * model.atDemand.utilisation - 1) < 1e-9)
    #expect(model.atDemand.timePerOutputToken_s < 0.02 && model.atDemand.timeToFirstToken_s < 1)
  }

  /// A limit on costs holds at the demand: what is cheap at capacity is dear for a client who asks once in ten seconds.
  @Test func limitsHoldAtTheDemand() throws {
    let cost = try composition(Self.small + ["--ttft", "1 s", "--tpot", "20 ms", "--requests-per-second", "0.1"])
      .models[0]
    let costs = try [
      #require(cost.cost_USD_per_million_output_tokens), #require(cost.atDemand.cost_USD_per_million_output_tokens),
    ]
    let between = costs.reduce(0, +) / 2
    let policy = try folder.file(
      "policy.yaml",
      """
      layline: policy/1
      deployments:
        - name: chat
          model: openai/gpt-oss-120b
          cluster: hgx-h100
          input: 1000
          output: 500
          requests-per-second: 0.1
          limits:
            ttft: 1 s
            tpot: 20 ms
            cost-per-million-tokens: \(between) USD
      """)
    let run = try Layline.run("check", policy)
    #expect(run.status == 1, "\(run.output) \(run.errors)")
    #expect(run.output.contains("cost"))
  }

  /// Whatever a refusal names with a flag is enough when it is asked for: a TTFT, a TPOT, shorter prompts, GPUs, a smaller demand.
  @Test(arguments: [
    (["--ttft", "1 ms", "--tpot", "20 ms"], ["--ttft"]),
    (["--ttft", "1 s", "--tpot", "1 ms"], ["--tpot"]),
    (["--ttft", "1 s", "--tpot", "20 ms", "--requests-per-second", "10000"], ["--requests-per-second"]),
    (
      ["--ttft", "1 s", "--tpot", "20 ms", "--requests-per-second", "20", "--gpus", "1"],
      ["--gpus", "--requests-per-second"]
    ),
  ])
  func whatARefusalNamesIsEnough(flags: [String], expected: [String]) throws {
    let run = try Layline.run(["plan"] + Self.small + flags)
    #expect(run.status == 1)
    let lines = run.output.split(separator: "\n").filter { $0.hasPrefix("  - ") }
    var named: Set<String> = []
    for line in lines {
      guard let start = line.range(of: "(--"), line.hasSuffix(")") else { continue }
      let words = line[line.index(start.lowerBound, offsetBy: 1)...].dropLast().split(separator: " ", maxSplits: 1)
      let (flag, value) = (String(words[0]), words[1].filter { $0 != "\"" })
      named.insert(flag)
      var changed = Self.small + flags
      if let index = changed.firstIndex(of: flag) { changed[index + 1] = value }
      let again = try Layline.run(["plan"] + changed)
      #expect(again.status == 0, "\(line): \(again.output)")
    }
    #expect(named.isSuperset(of: expected), "\(run.output)")
  }

  /// The target that is missed is named with the time that is reached at best, for each role.
  @Test func aRefusalNamesTheTargetThatIsMissed() throws {
    let run = try Layline.run(["plan"] + Self.small + ["--ttft", "1 ms", "--tpot", "20 ms"])
    let text = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("no worker prefills openai/gpt-oss-120b within a TTFT of 1.00 ms and a TPOT of 20.0 ms"))
    #expect(text.contains("for prefill, of") && text.contains("for both at once, of"))
    #expect(text.contains("miss the TTFT even for a request that is alone (at best TTFT"))
  }

  private struct Helped: Decodable {
    struct Change: Decodable {
      let flag: String?
      let objective: Double
      let improvement: Double
    }

    struct Composition: Decodable { let value: Double }

    let composition: Composition
    let changes: [Change]
  }

  /// Each change that would help comes to what it says when it is typed.
  @Test func changesHelpWhenTyped() throws {
    func answer(_ arguments: [String]) throws -> Helped {
      let run = try Layline.run(["plan"] + arguments + ["--json"])
      return try JSONDecoder().decode(Helped.self, from: Data(run.output.utf8))
    }
    var given = Self.small + ["--ttft", "400 ms", "--tpot", "6 ms"]
    let plan = try answer(given)
    #expect(!plan.changes.isEmpty)
    for change in plan.changes {
      #expect(abs(change.objective / plan.composition.value - 1 - change.improvement) < 1e-9)
      guard let flag = change.flag else { continue }
      let parts = flag.split(separator: " ", maxSplits: 1).map { String($0).replacing("\"", with: "") }
      if let place = given.firstIndex(of: parts[0]) { given.replaceSubrange(place...place + 1, with: []) }
      let typed = try answer(given + parts)
      #expect(abs(typed.composition.value / change.objective - 1) < 2e-3, "\(flag)")
      given = Self.small + ["--ttft", "400 ms", "--tpot", "6 ms"]
    }
  }
}
