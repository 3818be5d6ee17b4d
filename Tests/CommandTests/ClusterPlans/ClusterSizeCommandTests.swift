import Foundation
import Testing

@Suite("Clusters in a few words, and of how many nodes")
struct ClusterSizeCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let chat = [
    "plan", "--model", "deepseek-ai/DeepSeek-V3.2", "--input", "8192", "--output-tokens", "1024", "--ttft", "2 s",
    "--tpot", "50 ms",
  ]

  /// The answer, what one node fewer would serve, and the plan that the words lead to by themselves.
  @Test func theFewestNodesAreFound() throws {
    let demand = ["--requests-per-second", "4"]
    let run = try Layline.run(Self.chat + demand + ["--cluster", "?x8 H200"])
    #expect(run.status == 0, "\(run.errors)")
    let text = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.hasPrefix("3 nodes of 8 H200-SXM serve the demand: 24 GPUs, 60.00 USD/h; 2 do not: 16 GPUs serve "))
    let direct = try Layline.run(Self.chat + demand + ["--cluster", "3x8 H200-SXM"])
    let plan = direct.output.split(separator: "\n").filter { !$0.contains("took") }.joined(separator: "\n")
    #expect(direct.status == 0 && !plan.isEmpty)
    #expect(run.output.split(separator: "\n").joined(separator: "\n").contains(plan))
    #expect(try Layline.run(Self.chat + demand + ["--cluster", "2x8 H200-SXM"]).status == 1)
  }

  /// The cheapest kind comes first, and is planned; a plan as JSON is that of the words.
  @Test func kindsAreHeldAgainstEachOther() throws {
    let asked =
      Self.chat + ["--requests-per-second", "40", "--cluster", "?x8 H200", "--cluster", "? racks GB200, ?x8 B200"]
    let run = try Layline.run(asked)
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("Cheapest: 7 nodes of 8 B200-SXM serve the demand: 56 GPUs"))
    let rows = lines.filter { $0.hasPrefix("  ?x") }.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    #expect(rows == ["?x8 B200-SXM", "?x72 GB200-NVL72", "?x8 H200-SXM"])
    #expect(lines.contains { $0.hasPrefix("DeepSeek-V3.2 on 7x8 B200-SXM") || $0.contains(" on 7x8 B200-SXM, ") })
    #expect(lines.allSatisfy { $0.count <= 100 })
    let json = try Layline.run(asked + ["--json"])
    #expect(
      json.output
        == (try Layline.run(Self.chat + ["--requests-per-second", "40", "--cluster", "7x8 B200-SXM", "--json"])).output)
  }

  @Test func anEndIsSaid() throws {
    let run = try Layline.run([
      "plan", "--model", "Qwen3-32B", "--cluster", "?x8 H200", "--input", "4000", "--output-tokens", "500", "--tpot",
      "0.1 ms", "--requests-per-second", "1",
    ])
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("No number of nodes or racks that was tried serves the demand: 64 nodes"))
  }

  @Test func whatIsMissingIsSaid() throws {
    let cluster = ["--cluster", "?x8 H200"]
    expectRefusal(
      try Layline.run(Self.chat + cluster), id: "missing-flag", saying: ["--requests-per-second", "give the demand"])
    expectRefusal(
      try Layline.run(["plan", "--model", "Qwen3-32B", "--context", "4096"] + cluster), id: "missing-flag",
      saying: ["--tokens-per-second"])
    expectRefusal(
      try Layline.run(Self.chat + ["--cluster", "8x8 H200", "--cluster", "4x8 B200"]), id: "unsupported-value",
      saying: ["8x8 H200", "layline plan takes one"])
    for command in ["compare", "frontier"] {
      expectRefusal(
        try Layline.run([command, "--model", "Qwen3-32B", "--context", "4096"] + cluster), id: "unsupported-value",
        saying: ["layline plan with a demand"])
    }
  }

  /// A demand that nothing serves on one node is refused, not trapped on, though no bound is known.
  @Test func aDemandOfTokensIsServedByTheFewestNodes() throws {
    let run = try Layline.run([
      "plan", "--model", "Llama-3.1-8B", "--cluster", "?x2 H100", "--context", "4096", "--tokens-per-second", "60000",
    ])
    #expect([0, 4].contains(run.status), "\(run.errors)")
    #expect(run.output.contains(" of 2 H100-SXM5 serve") && run.output.contains(" tokens/s with "))
  }

  // MARK: - Files

  /// What --yaml prints is the cluster: a shipped file to the byte, and words as the file that is made of them.
  @Test(arguments: ["hgx-h200", "mixed-gb200-h200"])
  func aShippedFileIsPrinted(name: String) throws {
    let run = try Layline.run("cluster", "show", name, "--yaml")
    #expect(
      run.output == (try String(contentsOf: Repository.root.appending(path: "Clusters/\(name).yaml"), encoding: .utf8)))
  }

  @Test func wordsAreWrittenAsAFile() throws {
    let text = try Layline.run("cluster", "show", "4x8 H200", "--yaml").output
    let file = try folder.file("own.yaml", text)
    #expect(try Layline.run("cluster", "show", file, "--yaml").output == text)
    #expect(
      try Layline.run("cluster", "show", file, "--json").output
        == Layline.run("cluster", "show", "4x8 H200", "--json").output)
    #expect(try Layline.run("cluster", "show", "hgx-h200", "--yaml", "--json").status == 2)
  }

  /// A plan stores the words, from which it is judged, started and compared.
  @Test func aPlanOfWordsHolds() throws {
    let plan = folder.url.appending(path: "plan.json").path()
    let made = try Layline.run(
      "plan", "--model", "Qwen3-32B", "--cluster", "4 x 8 H200", "--context", "4096", "--output", plan)
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output.contains("on 4 x 8 H200, context 4,096"))
    #expect(try Layline.run("verify", plan).status == 0)
    #expect(try Layline.run("explain", plan, "TPOT").status == 0)
    #expect(try Layline.run("diff", plan, plan, "--exit-code").status == 0)
    #expect(try Layline.run("emit", plan, "--for", "vllm").status == 0)
  }

  // MARK: - Plans in other folders

  /// What a plan names is looked for in its own folder, too; where it is gone, the message says whose path it is.
  @Test func aPlanIsReadFromAnotherFolder() throws {
    let text = try Layline.run("cluster", "show", "4x8 H200", "--yaml").output
    _ = try folder.file("team/cluster.yaml", text)
    let team = folder.url.appending(path: "team")
    let made = try Layline.shell(
      "layline plan --model Qwen3-32B --cluster cluster.yaml --context 4096 --output plan.json", in: team)
    #expect(made.status == 0, "\(made.output)")
    for command in ["verify team/plan.json", "emit team/plan.json --for sglang"] {
      let run = try Layline.shell("layline \(command)", in: folder.url)
      #expect(run.status == 0, "\(run.output)")
    }
    let difference = try Layline.shell("layline diff team/plan.json team/plan.json", in: folder.url)
    #expect(difference.output.hasPrefix("no difference"))
    try FileManager.default.removeItem(at: team.appending(path: "cluster.yaml"))
    let gone = try Layline.shell("layline verify team/plan.json", in: folder.url)
    #expect(gone.status == 2 && gone.output.contains("the plan names it relative to the folder in which it was made"))
    #expect(gone.output.contains("nor in the plan's folder, team"))
  }
}
