import Foundation
import Testing

@Suite("layline check ends as its answer is")
struct CheckCommandTests {
  private static let policy = """
    layline: policy/1
    deployments:
      - name: chat
        model: meta-llama/Llama-3.1-8B
        cluster: hgx-h100
        context: 4096
        gap: 5 %
        limits:
          tpot: 30 ms
    """

  private func run(_ text: String, _ arguments: String...) throws -> (run: Layline, folder: TemporaryFolder) {
    let folder = try TemporaryFolder()
    let file = try folder.file("policy.yaml", text)
    let named = arguments.map { $0.replacingOccurrences(of: "FOLDER", with: folder.url.path()) }
    return (try Layline.run(["check", file] + named), folder)
  }

  private func changed(_ old: String, _ new: String) -> String {
    Self.policy.replacingOccurrences(of: old, with: new)
  }

  @Test func exitCodes() throws {
    #expect(try run(Self.policy).run.status == 0)
    #expect(try run(changed("30 ms", "1 ms")).run.status == 1)
    #expect(try run(changed("tpot: 30 ms", "gap: 0")).run.status == 4)
    let wrong = try run(changed("hgx-h100", "hgx-h999")).run
    #expect(wrong.status == 2)
    #expect(wrong.errorLines.count == 1 && wrong.errors.contains("policy.yaml:5: deployments[0].cluster"))
    #expect(wrong.output.contains("WRONG INPUT"), "what else was checked is said")
  }

  @Test func aFailureComesBeforeWhatIsNotProved() throws {
    let two =
      Self.policy + "\n" + """
          - name: slow
            model: meta-llama/Llama-3.1-8B
            cluster: hgx-h100
            context: 4096
            limits: {tpot: 1 ms}
        """
    #expect(try run(two.replacingOccurrences(of: "tpot: 30 ms", with: "gap: 0")).run.status == 1)
  }

  @Test func severalFormsAtOnce() throws {
    let (run, folder) = try run(
      changed("30 ms", "1 ms"), "--format", "junit=FOLDER/a.xml", "--format", "sarif=FOLDER/a.sarif", "--format",
      "github")
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("::error file="))
    #expect(folder.names == ["a.sarif", "a.xml", "policy.yaml"])
  }

  @Test func aPolicyThatCannotBeReadIsSaidInEveryForm() throws {
    let (run, folder) = try run("nothing", "--format", "json=FOLDER/a.json")
    expectRefusal(run, id: "wrong-type", saying: ["policy.yaml"])
    let text = try String(contentsOf: folder.url.appending(path: "a.json"), encoding: .utf8)
    #expect(text.contains("\"outcome\" : \"fault\""))
  }

  @Test func formsThatCannotBe() throws {
    expectRefusal(try run(Self.policy, "--format", "pdf").run, id: "unknown-value", saying: ["junit"])
    expectRefusal(try run(Self.policy, "--format", "json", "--format", "junit").run, id: "conflict")
    expectRefusal(try run(Self.policy, "--format", "json=").run, id: "wrong-type")
    expectRefusal(try run(Self.policy, "--format", "json=FOLDER/none/a.json").run, id: "output-failed")
  }

  @Test func theSameInputsGiveTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("policy.yaml", changed("30 ms", "1 ms"))
    let first = try Layline.run("check", file, "--format", "json")
    #expect(first.output == (try Layline.run("check", file, "--format", "json")).output)
    #expect(first.output.contains("\"layline\" : \"check/1\""))
  }
}
