import ArgumentParser
import Foundation
import Planning
import Plans
import Reporting

/// `layline predict`.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Predict TTFT, TPOT and throughput of a deployment under its traffic.",
    discussion: """
      Workers either do prefill and decode, with --tensor-parallel and its like, or one of them, with --prefill and \
      --decode. What does not fit its GPUs, and arrivals that are too many, are refused with exit code 1.
      """)

  @OptionGroup var options: PredictOptions

  func run() throws {
    let output = try options.outputFile()
    let (request, names) = try options.request()
    if let refusal = try DeploymentCheck(request).refusal() ?? ServingCapacity(request).refusal() {
      try Answer.print(
        options.json ? JSONText.encode(refusal) : RefusalReport(refusal, answer: "prediction").description)
      throw ExitStatus.answerIsNo
    }
    let summary = try ServingSummary(request, names: names)
    let json = try JSONText.encode(ServingDocument(summary))
    try output?.write(Data("\(json)\n".utf8))
    try Answer.print(options.json ? json : ServingReport(summary).description)
    guard options.explain else { return }
    for explanation in summary.explanations { try Answer.print("\n\(explanation)") }
  }
}
