import ArgumentParser
import Planning
import Plans
import Reporting

/// `layline workers`.
struct WorkersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workers", abstract: "List what one worker of a model serves, for every role and number of GPUs.")

  @OptionGroup var options: WorkersOptions

  func run() throws {
    let request = try options.request()
    let progress = ProgressLine("rating workers")
    let start = ContinuousClock().now
    let rates = try WorkerRater(request).rates(progress: progress.show)
    print(ContinuousClock().now - start, rates.layoutCount)
    progress.finish()
    for worker in rates.workers {
      print(
        worker.poolIndex, worker.role.rawValue, worker.layout.name, worker.footprint.domains,
        worker.footprint.gpusPerDomain, worker.requestsPerSecond, worker.requestsPerSecond / Double(worker.gpus),
        worker.timeToFirstToken ?? 0, worker.timePerOutputToken ?? 0, worker.sequencesPerRank, worker.sequencesThatFit,
        worker.limit.rawValue, worker.boundBy.rawValue)
    }
    for (p, c) in rates.counts.sorted(by: { $0.key < $1.key }) { print(p, c) }
    print(rates.handovers)
  }
}
