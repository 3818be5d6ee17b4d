import Formats
import Foundation
import Testing

@Suite("What users copy for their own CI works")
struct CheckExampleTests {
  private let example = Repository.root.appending(path: "Examples/check-in-ci")

  /// The step of the workflow that checks, in a folder named as it expects, with what GitHub's runner gives to it.
  @Test func theWorkflowsStepRuns() throws {
    let workflow = try InputDocument.read(contentsOf: example.appending(path: ".github/workflows/capacity.yml").path())
    let steps = try #require(try workflow.value(at: "jobs.check.steps")?.items())
    let check = try #require(try steps.first { try $0.optional("name")?.text() == "Check" })
    let script = try check.required("run").text()
    let folder = try TemporaryFolder()
    let deploy = folder.url.appending(path: try check.required("working-directory").text())
    try FileManager.default.copyItem(at: example, to: deploy)
    let run = try Layline.shell("export GITHUB_STEP_SUMMARY=../summary.md\n\(script)", in: deploy)
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("::notice "))
    let summary = try String(contentsOf: folder.url.appending(path: "summary.md"), encoding: .utf8)
    #expect(summary.contains("| long-documents |"))
    for name in ["capacity.xml", "capacity.sarif"] {
      #expect(FileManager.default.fileExists(atPath: deploy.appending(path: name).path()), "\(name)")
    }
  }

  @Test(arguments: ["Examples/check-in-ci/.pre-commit-config.yaml", ".pre-commit-hooks.yaml"])
  func theHooksCommandRuns(file: String) throws {
    let root = try InputDocument.read(contentsOf: Repository.root.appending(path: file).path())
    let hook = try #require(try (root.value(at: "repos[0].hooks") ?? root).items().first)
    let isForAnyPolicy = hook.value(at: "pass_filenames") == nil
    let entry = try hook.required("entry").text() + (isForAnyPolicy ? " policy.yaml" : "")
    #expect(try Layline.shell(entry, in: example).status == 0)
  }
}
