import Calibrating
import Foundation
import Reporting
import Testing

@Suite("Published figures on a screen")
struct PublishedReportTests {
  @Test func everyFigureHasALineAndNoLineIsTooLong() throws {
    let results = PublishedEvaluator(predictor: ScaledPredictor(factor: 3)).results(of: try PublishedFigures.all())
    let report = PublishedReport(results).description
    for result in results { #expect(report.contains("\(result.figure.id) ["), "\(result.figure.id)") }
    for line in report.split(separator: "\n") where !line.contains("https://") {
      #expect(line.count <= 100, "\(line)")
    }
    let outside = results.count { $0.isInside == false }
    #expect(report.hasSuffix("\(results.count - outside) of \(results.count) predictions inside their tolerance"))
  }

  @Test func openFiguresAreCounted() throws {
    let report = PublishedReport(PublishedEvaluator().results(of: try PublishedFigures.matching("serving"))).description
    #expect(report.contains("0 of 0 predictions inside their tolerance; "))
    #expect(report.contains("  -      -"))
  }

  @Test func theDocumentNamesFaults() throws {
    let figures = try PublishedFigures.matching("deepseek-production-decode")
    let results = PublishedEvaluator(predictor: ScaledPredictor(refused: "H800-SXM")).results(of: figures)
    let text = try JSONText.encode(PublishedDocument(results))
    #expect(text.contains("\"outside\" : 1") && text.contains("[internal]"))
    #expect(PublishedReport(results).description.contains("deepseek-production-decode: "))
  }
}
