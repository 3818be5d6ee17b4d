import ArgumentParser
import Foundation
import Planning
import Plans
import Reporting

/// `layline frontier`.
struct FrontierCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "frontier",
    abstract: "Find every layout and batch that no other beats in both tokens/s per GPU and tokens/s per user.")

  @OptionGroup var options: FrontierOptions

  func run() throws {
    let output = try options.outputFile()
    let axes = try options.plotAxes()
    let request = try options.request()
    let progress = ProgressLine("frontier")
    let clock = ContinuousClock()
    let start = clock.now
    let result = try FrontierPlanner(request, progress: progress.show).frontier()
    progress.finish()
    let took = "\(((clock.now - start) / .milliseconds(1)).rounded() / 1000) s"
    switch result {
    case .frontier(let frontier):
      try output?.write(Data(text(frontier, isCSV: options.writesCSV).utf8))
      try print(frontier, axes: axes, took: took)
      if frontier.certificate.status != .proved { throw ExitStatus.notProved }
    case .refused(let refusal):
      try Answer.print(
        options.json ? JSONText.encode(refusal) : "\(RefusalReport(refusal, answer: "frontier"))")
      throw ExitStatus.answerIsNo
    }
  }

  private func print(_ frontier: FrontierDocument, axes: FrontierAxes, took: String) throws {
    if options.json || options.csv {
      try Answer.print(text(frontier, isCSV: options.csv).dropLast())
    } else {
      try Answer.print(FrontierReport(frontier, axes: axes, took: took))
    }
  }

  /// Every point, with a line break at the end.
  private func text(_ frontier: FrontierDocument, isCSV: Bool) throws -> String {
    isCSV ? FrontierTable(frontier).csv : try JSONText.encode(frontier) + "\n"
  }
}
