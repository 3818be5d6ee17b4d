import ArgumentParser
import Foundation
import GLPKOptimization
import Planning
import Plans
import Reporting

/// `layline compare`.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare kinds of layout on the same work, and find where the best changes.",
    discussion: """
      A kind says which degrees are above 1: ep (experts divided over the GPUs of a stage), pp (several stages), tp (heads \
      divided). Attention data parallelism and replicas are free; without ep the GPUs of a stage slice every expert. The \
      best of each kind is found and proved as layline plan does it.
      """)

  @OptionGroup var options: CompareOptions

  func run() throws {
    let output = try options.outputFile()
    let constraints = try options.constraints()
    let request = try options.request()
    let progress = ProgressLine("comparing")
    let comparer = LayoutComparer(
      request, constraints: constraints, optimizer: GLPKOptimizer(), seeksCrossovers: !options.skipsCrossovers,
      progress: progress.show)
    let clock = ContinuousClock()
    let start = clock.now
    let document = try comparer.document()
    progress.finish()
    let took = "\(((clock.now - start) / .milliseconds(1)).rounded() / 1000) s"
    let json = try JSONText.encode(document)
    try output?.write(Data("\(json)\n".utf8))
    if options.json { try Answer.print(json) } else { try Answer.print(ComparisonReport(document, effort: [took])) }
    guard document.comparison.winner != nil else { throw ExitStatus.answerIsNo }
    if !document.comparison.isProved { throw ExitStatus.notProved }
  }
}
