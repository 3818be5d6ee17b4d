import Foundation
import Testing

@Suite("layline import")
struct ImportCommandTests {
  private static let tree = "SwitchName=a Nodes=n[1-2]\nSwitchName=b Nodes=n[3-4]\nSwitchName=c Switches=a,b\n"

  @Test func whatItWritesIsACluster() throws {
    let folder = try TemporaryFolder()
    let source = try folder.file("topology.conf", Self.tree)
    let output = folder.url.appending(path: "mine.yaml").path()
    let flags = ["--accelerator", "H200-SXM", "--gpus-per-node", "8"]
    let written = try Layline.run(["import", source, "--output", output] + flags)
    #expect((written.status, written.output) == (0, ""))
    #expect(written.errors.hasPrefix("h200-sxm: 2 x 2 nodes of 8 H200-SXM"))
    let shown = try Layline.run("cluster", "show", output)
    #expect(shown.output.hasPrefix("mine  4 nodes of 8 H200-SXM, imported.\n"))
    let printed = try Layline.run(["import", "--kind", "slurm-topology=\(source)", "--name", "mine"] + flags)
    #expect(try printed.output == String(contentsOfFile: output, encoding: .utf8))
  }

  /// One line, nothing on stdout, and what is there stays as it was.
  @Test(arguments: [
    (["--gpus-per-node", "0"], "--gpus-per-node"), (["--kind", "slurm=x"], "--kind"),
    (["--domain", "row"], "--domain"),
    (["--scale-out", "400"], "--scale-out"), (["--accelerator", "H1000"], "--accelerator"),
    (["--scale-out-latency", "fast"], "--scale-out-latency"), (["--exclude", "n9"], "--exclude"),
    (["--nodes", "3"], "--nodes"),
  ])
  func aBadFlagIsNamed(flags: [String], named: String) throws {
    let folder = try TemporaryFolder()
    let source = try folder.file("topology.conf", Self.tree)
    let output = try folder.file("old.yaml", "old")
    let result = try Layline.run(["import", source, "--output", output] + flags)
    #expect((result.status, result.output, result.errorLines.count) == (2, "", 1))
    #expect(result.errors.hasPrefix("layline: error: \(named)"))
    #expect(try String(contentsOfFile: output, encoding: .utf8) == "old")
    #expect(folder.names == ["old.yaml", "topology.conf"])
  }

  @Test func aSourceIsNotOverwritten() throws {
    let folder = try TemporaryFolder()
    let source = try folder.file("topology.conf", Self.tree)
    let result = try Layline.run("import", source, "--output", source)
    #expect(result.status == 2 && result.errors.contains("[output-taken]"))
    #expect(try Layline.run("import").errors.contains("[missing-value]"))
  }
}
