import Plans
import Reporting
import Testing

@Suite("Workflow commands of a check")
struct CheckAnnotationTests {
  private func lines(_ report: CheckReport) throws -> [String] {
    try CheckFormat.github.text(of: report, version: "1").components(separatedBy: "\n")
  }

  /// What blocks comes first: failures and faults, then what is not proved, then warnings. What holds is not told.
  @Test func aLineForEachProblem() throws {
    let lines = try lines(CheckCase.full)
    #expect(lines.count == 4)
    #expect(
      lines[0]
        == "::error file=ci/policy.yaml,line=7,title=chat%3A TPOT of at most 50.0 ms::TPOT is 61.2 ms, 22.4 %25 above "
        + "50.0 ms. What would be enough: a context of 65,536 instead of 131,072 tokens.")
    #expect(lines[1].hasPrefix("::error file=ci/policy.yaml,line=30,title=code%3A wrong input::"))
    #expect(lines[2].hasPrefix("::error file=ci/policy.yaml,line=13,") && lines[2].contains("Not proved"))
    #expect(lines[3].hasPrefix("::warning file=ci/policy.yaml,line=14,"))
  }

  @Test func everyCharacterThatHasAMeaningIsEscaped() throws {
    let rule = CheckCase.rule(
      requirement: "a: b, c\r\nd %", sentence: "100 % of\nlines: all, here\r", line: nil,
      cause: CheckCase.place(nil, file: "./ci/../a,b:c.yaml"))
    let lines = try lines(CheckCase.report(CheckCase.deployment([rule], name: "x,y")))
    #expect(
      lines == [
        "::error file=a%2Cb%3Ac.yaml,title=x%2Cy%3A a%3A b%2C c%0D%0Ad %25::100 %25 of%0Alines: all, here%0D."
      ])
  }

  @Test func aNoticeWhereAllHolds() throws {
    let lines = try lines(CheckCase.report(CheckCase.deployment([CheckCase.rule("gpus", .pass)])))
    #expect(lines == ["::notice title=Capacity policy%3A pass::ci/policy.yaml: 1 kept"])
  }
}
