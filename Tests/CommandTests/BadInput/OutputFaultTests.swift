import Foundation
import Testing

@Suite("Files that cannot be written")
struct OutputFaultTests {
  /// More than the plan needs is not to be had: the earlier file stays, nothing lies beside it, and the answer is printed.
  @Test func aFullDiskLeavesTheEarlierFile() throws {
    let plan = try SmallPlan()
    let command =
      "layline plan --model \(plan.model) --cluster \(plan.cluster) --context 1000 --output \(plan.output)"
    // No file may grow beyond 1 kB: what a full disk does, without a disk.
    let run = try Layline.shell("ulimit -f 1\n\(command)", in: plan.folder.url)
    #expect(run.status == 2, "\(run.output)")
    // The answer is printed all the same.
    #expect(run.output.hasSuffix("[output-failed]\n") && run.output.contains("\nCertificate"))
    #expect(plan.isUntouched)
  }

  @Test func whatIsNoFileIsNotReplaced() throws {
    let plan = try SmallPlan()
    let folder = plan.folder.url.path()
    try FileManager.default.createDirectory(atPath: "\(folder)/folder", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/a", withDestinationPath: "b")
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/b", withDestinationPath: "a")
    for output in ["\(folder)/folder", "\(folder)/folder/", "\(folder)/new/", "\(folder)/a", "\(folder)/no/such/x"] {
      expectRefusal(try plan.run(["--output": output]), id: "output-failed", saying: ["--output", output])
    }
    #expect(plan.written == SmallPlan.earlier)
    #expect(plan.folder.names == ["a", "b", "config.json", "folder", "plan.json", "small.yaml"])
  }

  /// By whatever name: the input stays as it was.
  @Test func anInputIsNotReplaced() throws {
    let plan = try SmallPlan()
    let folder = plan.folder.url.path()
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "small.yaml")
    let before = try Data(contentsOf: plan.folder.url.appending(path: "small.yaml"))
    for output in [
      "\(folder)/small.yaml", "\(folder)/../\(plan.folder.url.lastPathComponent)/small.yaml", "\(folder)/link",
    ] {
      let run = try plan.run(["--output": output])
      #expect(run.status == 2)
      #expect(run.errors.contains("which is an input of this command"))
    }
    #expect(try Data(contentsOf: plan.folder.url.appending(path: "small.yaml")) == before)
  }

  @Test func aNameAloneLiesInTheFolderOfTheCaller() throws {
    let plan = try SmallPlan()
    let line = "layline plan --model config.json --cluster small.yaml --context 1000 --output new.json"
    #expect(try Layline.shell(line, in: plan.folder.url).status == 0)
    #expect(plan.folder.names == ["config.json", "new.json", "plan.json", "small.yaml"])
  }

  @Test func aLinkStaysALink() throws {
    let plan = try SmallPlan()
    let folder = plan.folder.url.path()
    try FileManager.default.createDirectory(atPath: "\(folder)/real", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "real/plan.json")
    for _ in 0..<2 {
      #expect(try plan.run(["--output": "\(folder)/link"]).status == 0)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link") == "real/plan.json")
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/real") == ["plan.json"])
    }
  }

  /// Whoever runs it as root would otherwise lose the device.
  @Test func aDeviceOrPipeIsWrittenToAsItIs() throws {
    let plan = try SmallPlan()
    #expect(try plan.run(["--output": "/dev/null"]).status == 0)
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    let run = try plan.run(["--output": "/dev/stdout"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("{") && run.output.contains("\"layline\""))
    let full = try plan.run(["--output": "/dev/full"])
    #expect(full.status == 2 && full.errors.contains("No space left") && full.output.contains("\nCertificate"))
  }

  @Test func permissionsAreThoseOfTheEarlierFile() throws {
    let plan = try SmallPlan()
    #expect(chmod(plan.output, 0o640) == 0)
    #expect(try plan.run().status == 0)
    var status = stat()
    #expect(stat(plan.output, &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  /// Root may write anywhere, so that only others can see the fault.
  @Test(.enabled(if: geteuid() != 0)) func aReadOnlyFolderIsRefused() throws {
    let plan = try SmallPlan()
    let folder = plan.folder.url.path()
    #expect(chmod(folder, 0o500) == 0)
    defer { chmod(folder, 0o700) }
    expectRefusal(try plan.run(), id: "output-failed", saying: ["cannot be written"])
    #expect(plan.written == SmallPlan.earlier)
  }
}
