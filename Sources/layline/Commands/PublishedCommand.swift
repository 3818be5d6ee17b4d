import ArgumentParser
import Reporting
import Validation

/// `layline published`.
struct PublishedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "published",
    abstract: "Predict figures of papers, posts and benchmark rounds, and print them beside what was published.")

  @Argument(help: "A kind, or a part of an id; all figures without it.", completion: .words(PublishedKind.self))
  var filter: String?

  @Flag(help: "Print the figures as JSON.")
  var json = false

  func run() throws {
    let figures = try filter.map(PublishedFigures.matching) ?? PublishedFigures.all()
    let results = PublishedEvaluator(predictor: RunPredictor(calibration: try .shipped("default"))).results(of: figures)
    try Answer.print(json ? JSONText.encode(PublishedDocument(results)) : PublishedReport(results).description)
  }
}
