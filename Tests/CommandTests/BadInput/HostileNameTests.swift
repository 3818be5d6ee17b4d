import Foundation
import Testing

@Suite("Hostile names reach neither a script, a path, a terminal nor a log")
struct HostileNameTests {
  private static func cluster(name: String = "c", pool: String = "h200", tier: String = "leaf", hosts: String = "")
    -> String
  {
    """
    layline: cluster/1
    name: "\(name)"
    pools:
      - name: "\(pool)"
        accelerator: H200-SXM
        racks: 1
        nodesPerRack: 2
        gpusPerNode: 4
        domain: node
        tiers: [{ name: "\(tier)", spans: pool, bandwidth: 50 GB/s, latency: 3 us }]
        \(hosts.isEmpty ? "" : "hosts: [\(hosts)]")
    """
  }

  private static let bad = [
    #"x\ntouch PW #"#, #"\e[2J"#, #"\u202Ex"#, "$(id)", "`id`", "::error::x", "=1+1", "-x", "", " x",
  ]

  @Test(arguments: bad) func ofPoolsTiersAndClusters(name: String) throws {
    for text in [Self.cluster(name: name), Self.cluster(pool: name), Self.cluster(tier: name)] {
      let folder = try TemporaryFolder()
      let run = try Layline.run("cluster", "show", folder.file("a.yaml", text))
      #expect(run.status == 2 && run.output.isEmpty && run.errorLines.count == 1, "\(run.errors)")
      #expect(run.errors.contains("[not-a-name]") || run.errors.contains("[not-text]"), "\(run.errors)")
    }
  }

  @Test(arguments: [
    #""$(touch${IFS}PW)", "b""#, #""../../ESCAPED", "b""#, #""a b", "b""#, #""a;b", "b""#, #"".", "..""#, #""-x", "b""#,
    #""a'b", "b""#, #""é", "b""#, #""a\nb", "b""#,
  ])
  func ofHosts(hosts: String) throws {
    let folder = try TemporaryFolder()
    let run = try Layline.run("cluster", "show", folder.file("a.yaml", Self.cluster(hosts: hosts)))
    #expect(run.status == 2 && run.errors.contains("pools[0].hosts"), "\(run.errors)")
  }

  /// A description is shown, on a line that no runner obeys.
  @Test func ofDescriptions() throws {
    let folder = try TemporaryFolder()
    let text = Self.cluster().replacing(
      "name: \"c\"", with: "name: \"c\"\ndescription: \"one\\n::error::two ##[error]three\"")
    let run = try Layline.run("cluster", "show", folder.file("a.yaml", text))
    #expect(run.status == 0 && run.output.contains("error"), "\(run.errors)")
    #expect(!run.output.contains("##["))
    #expect(!run.output.split(separator: "\n").contains { $0.drop { $0 == " " }.hasPrefix("::") })
  }

  /// A folder's name becomes the model's name, and that stands in comments of scripts.
  @Test(arguments: ["x\ntouch PW #", "x\u{1B}[2J", "x\u{202E}"]) func ofPaths(name: String) throws {
    let folder = try TemporaryFolder()
    let model = folder.url.path() + "/" + name
    try FileManager.default.createDirectory(atPath: model, withIntermediateDirectories: true)
    try BadModelTests.llama.write(toFile: model + "/config.json", atomically: true, encoding: .utf8)
    expectRefusal(
      try Layline.run("model", "show", model), id: "not-text", saying: ["command line: ", "control characters"])
  }

  /// Hosts without names are called by their pool, and stand without quotes in scripts, lists and paths.
  @Test(arguments: ["a$(touch PW)", "a`touch PW`", "a; touch PW #", #"a\" touch PW \""#, "a{{ touch PW }}"])
  func ofPoolsWhoseHostsHaveNone(pool: String) throws {
    let folder = try TemporaryFolder()
    let model = try folder.file("config.json", BadModelTests.llama)
    let cluster = try folder.file("a.yaml", Self.cluster(pool: pool))
    let plan = folder.url.appending(path: "plan.json").path()
    let planned = try Layline.run(
      "plan", "--model", model, "--cluster", cluster, "--context", "2048", "--output", plan)
    #expect(planned.status == 0, "\(planned.errors)")
    for target in ["sglang", "vllm", "trtllm", "megatron"] {
      let output = folder.url.appending(path: target)
      let run = try Layline.run("emit", plan, "--for", target, "--output", output.path())
      guard run.status == 0 else { continue }
      let files = FileManager.default.enumerator(at: output, includingPropertiesForKeys: nil)?.allObjects ?? []
      for case let file as URL in files
      where (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true {
        #expect(!file.lastPathComponent.contains("touch PW"))
        let text = try String(contentsOf: file, encoding: .utf8)
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
          #expect(!line.contains("touch PW"), "\(file.lastPathComponent): \(line)")
        }
      }
    }
  }
}
