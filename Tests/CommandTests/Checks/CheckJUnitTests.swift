import Foundation
import Plans
import Reporting
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("A check as JUnit's XML")
struct CheckJUnitTests {
  private func text(_ report: CheckReport) throws -> String { try CheckFormat.junit.text(of: report, version: "1") }

  /// A warning passes, and what was not judged is skipped; what is not proved fails as what fails does.
  @Test func suitesAndCases() throws {
    let text = try text(CheckCase.full)
    #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"))
    #expect(
      text.contains(
        "<testsuite name=\"chat\" package=\"layline\" id=\"0\" hostname=\"localhost\" timestamp=\"1970-01-01T00:00:00\" "
          + "tests=\"5\" failures=\"2\" errors=\"0\" skipped=\"1\" time=\"0\">"))
    #expect(text.contains("tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\""))
    #expect(
      text.contains(
        "<failure message=\"TPOT is 61.2 ms, 22.4 % above 50.0 ms\" type=\"tpot\">ci/policy.yaml:7 deployments"))
    #expect(text.contains("type=\"ttft, not proved\""))
    #expect(text.contains("<testcase name=\"cost: at most 2 USD\" classname=\"chat\" time=\"0\"/>"))
    #expect(text.contains("warning: at most 2 USD: cost is 3 USD"))
    #expect(text.contains("<error message=\"deployments[1].cluster: found &quot;hgx&quot;"))
  }

  /// What XML has no way to write is replaced; what it would read otherwise is escaped. Read back, it is what it was.
  @Test func everyTextIsReadBack() throws {
    let sentence = "a<b>&\"c'\u{0}\u{1B}\u{FFFE}\t\nd\r é 🚀 ]]>"
    let report = CheckCase.report(
      CheckCase.deployment([CheckCase.rule(requirement: sentence, sentence: sentence)], name: " two\n words "))
    let reader = Attributes()
    let parser = XMLParser(data: Data(try text(report).utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(reader.messages == ["a<b>&\"c'\u{FFFD}\u{FFFD}\u{FFFD}\t\nd\r é 🚀 ]]>"])
    #expect(reader.classNames == ["two words"])
  }

  private final class Attributes: NSObject, XMLParserDelegate {
    var messages: [String] = []
    var classNames: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      if name == "failure", let message = attributes["message"] { messages.append(message) }
      if name == "testcase", let className = attributes["classname"] { classNames.append(className) }
    }
  }
}
