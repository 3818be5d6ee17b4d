import Foundation
import Testing

@Suite("Inputs that are no files")
struct BadFileTests {
  /// Every flag that names an input, with a command that reads it.
  private static let commands = [
    ["cluster", "show", "FILE"], ["model", "show", "FILE"], ["verify", "FILE"], ["explain", "FILE"],
    ["validate", "FILE"],
    ["plan", "--model", "MODEL", "--cluster", "CLUSTER", "--context", "1000", "--calibration", "FILE"],
    ["plan", "--model", "MODEL", "--cluster", "CLUSTER", "--context", "1000", "--expert-load", "FILE"],
    ["plan", "--cluster", "CLUSTER", "--workloads", "FILE"],
    ["plan", "--cluster", "CLUSTER", "--workers", "FILE"],
  ]

  @Test(.timeLimit(.minutes(2)), arguments: commands)
  func areRefusedAtOnce(command: [String]) throws {
    let plan = try SmallPlan()
    let folder = plan.folder.url.path()
    #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/circle", withDestinationPath: "circle")
    for (file, found) in [
      ("\(folder)/pipe", "a pipe"), ("/dev/zero", "a device"), ("\(folder)/circle", "leads back to itself"),
      ("\(folder)/nowhere.json", "no such file"),
    ] {
      let run = try Layline.run(
        command.map { ["FILE": file, "MODEL": plan.model, "CLUSTER": plan.cluster][$0] ?? $0 })
      expectRefusal(run, id: found == "no such file" ? "missing-file" : "file-unreadable", saying: [file, found])
    }
  }

  /// A folder is a model where it holds a configuration.
  @Test func aFolderIsAModelOnly() throws {
    let folder = try TemporaryFolder()
    expectRefusal(try Layline.run("cluster", "show", folder.url.path()), id: "file-unreadable", saying: ["a directory"])
    expectRefusal(try Layline.run("model", "show", folder.url.path()), id: "missing-file", saying: ["config.json"])
  }

  @Test(.enabled(if: geteuid() != 0)) func whatMayNotBeReadSaysSo() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("a.yaml", BadCluster.good)
    #expect(chmod(file, 0) == 0)
    expectRefusal(try Layline.run("cluster", "show", file), id: "file-unreadable", saying: ["permission"])
  }
}
