import Foundation
import Plans
import Reporting
import Testing

@Suite("A check as lists of problems")
struct CheckListTests {
  private func object(_ format: CheckFormat, _ report: CheckReport) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(try format.text(of: report, version: "1.2").utf8))
  }

  @Test func codeQuality() throws {
    let list = try #require(try object(.gitlab, CheckCase.full) as? [[String: Any]])
    #expect(list.map { $0["severity"] as? String } == ["critical", "major", "minor", "blocker"])
    #expect(list.map { $0["check_name"] as? String } == ["tpot", "ttft", "cost", "unknown-cluster"])
    let location = try #require(list[0]["location"] as? [String: Any])
    #expect(location["path"] as? String == "ci/policy.yaml")
    #expect((location["lines"] as? [String: Any])?["begin"] as? Int == 7)
    #expect(try object(.gitlab, CheckCase.report(CheckCase.deployment([]))) as? [String] == [])
  }

  /// Lines, figures and limits change, and the fingerprint does not; two rules of one name and two deployments differ.
  @Test func fingerprintsAreStableAndUnique() throws {
    func prints(_ report: CheckReport) throws -> [String] {
      try #require(try object(.gitlab, report) as? [[String: Any]]).compactMap { $0["fingerprint"] as? String }
    }
    let moved = CheckCase.rule(requirement: "TPOT of at most 40.0 ms", sentence: "TPOT is 70 ms", line: 99)
    let first = try prints(CheckCase.report(CheckCase.deployment([CheckCase.rule()])))
    #expect(try prints(CheckCase.report(CheckCase.deployment([moved]))) == first)
    let many = try prints(
      CheckCase.report(
        CheckCase.deployment([CheckCase.rule(), CheckCase.rule()]),
        CheckCase.deployment([CheckCase.rule()], name: "code")))
    #expect(Set(many).count == 3 && many[0] == first[0])
  }

  @Test func sarif() throws {
    let log = try #require(try object(.sarif, CheckCase.full) as? [String: Any])
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]])
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(driver["version"] as? String == "1.2")
    #expect(rules.map { $0["id"] as? String } == ["cost", "gpus", "survives", "tpot", "ttft", "unknown-cluster"])
    #expect(results.map { $0["level"] as? String } == ["error", "error", "warning", "error"])
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
    }
    #expect((results[0]["relatedLocations"] as? [Any])?.count == 1, "the limit, beside the value to blame")
    #expect((run["invocations"] as? [[String: Any]])?[0]["executionSuccessful"] as? Bool == false)
  }

  @Test func referencesOfFilesAreEscaped() throws {
    let rule = CheckCase.rule(cause: CheckCase.place(1, file: "./a b/ü#%.yaml"))
    let text = try CheckFormat.sarif.text(of: CheckCase.report(CheckCase.deployment([rule])), version: "1")
    #expect(text.contains("\"uri\" : \"a%20b/%C3%BC%23%25.yaml\""))
  }
}
