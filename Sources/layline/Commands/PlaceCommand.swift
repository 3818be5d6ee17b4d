import ArgumentParser
import Foundation
import GLPKOptimization
import Planning
import Plans
import Reporting

/// `layline place`.
struct PlaceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "place", abstract: "Place experts on GPUs by recorded loads, and prove how good that is.",
    discussion: """
      Needs no model: a load file is {"logical_count": [layer][expert]}, or [step][layer][expert], as SGLang's recorder \
      writes it; a layer without tokens is left alone. Several files are several scenarios, and the worst of them counts.
      """)

  @OptionGroup var options: PlaceOptions

  func run() throws {
    let output = try options.outputFile()
    let format = try options.outputFormat()
    let routes = try options.network.recorded(in: options.routeContext)
    var request = try options.request(routes)
    let predictor = try options.prediction.predictor(for: options.expertLoad)
    try predictor?.check(request.target)
    if let routes {
      request = try request.with(options.network.request(routes, on: request.target, predictor: predictor))
    }
    try format.check(request.target, expertCount: request.expertCount)
    let progress = ProgressLine("placing")
    let clock = ContinuousClock()
    let start = clock.now
    if request.canEndEarly { Interruption.awaitAnswer() }
    var document = try ExpertPlacementPlanner(
      request, optimizer: GLPKOptimizer(), progress: progress.show, isStopped: { Interruption.isRequested }
    ).place()
    progress.finish()
    document.prediction = try predictor?.prediction(of: document)
    let took = "\(((clock.now - start) / .milliseconds(1)).rounded() / 1000) s"
    let file = PlacementFile(document, format: format)
    try output?.write(Data(file.text().utf8))
    try Answer.print(
      options.json ? JSONText.encode(document) : ExpertPlacementReport(document, took: took).description)
    if document.isInterrupted == true { throw ExitStatus.interrupted }
  }
}
