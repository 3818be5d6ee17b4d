import ArgumentParser
import Planning
import Reporting

/// `layline workers`.
struct WorkersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workers", abstract: "List what one worker of a model serves, for every role and number of GPUs.",
    discussion: """
      A worker is one copy of a model that does prefill, decode or both. For each pool, role and number of GPUs the \
      layout that serves most is listed, with the most requests/s that it keeps up within the targets. --csv prints \
      them in a form in which they can be edited. Where nothing serves a model within its targets the exit code is 1.
      """)

  @OptionGroup var options: WorkersOptions

  func run() throws {
    let requests = try options.requests()
    let progress = ProgressLine("rating workers")
    let summaries = try requests.enumerated().map { number, entry in
      let rates = try WorkerRater(entry.request).rates { share in
        progress.show((Double(number) + share) / Double(requests.count))
      }
      return WorkerRatesSummary(
        rates: rates, names: entry.names, cluster: entry.request.cluster, workload: entry.workload,
        runtime: entry.request.runtime)
    }
    progress.finish()
    if options.json {
      try Answer.print(JSONText.encode(WorkerRatesDocument(summaries)))
    } else if options.csv {
      try Answer.print(WorkerRatesCSV(summaries))
    } else {
      for (number, summary) in summaries.enumerated() {
        try Answer.print("\(number == 0 ? "" : "\n")\(WorkerRatesReport(summary))")
      }
    }
    if !summaries.allSatisfy(\.rates.canServe) { throw ExitStatus.answerIsNo }
  }
}
