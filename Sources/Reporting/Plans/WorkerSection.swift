import Plans
import Quantities

/// The kinds of workers that there are.
struct WorkerSection {
  private let plan: ClusterPlan

  init(_ plan: ClusterPlan) { self.plan = plan }

  var text: String {
    let workers = plan.composition.workers
    let layout = max(6, workers.map(\.layout.count).max() ?? 0)
    let several = Set(workers.map(\.model)).count > 1 || Set(workers.map(\.pool)).count > 1
    let header =
      "Workers    count role    " + "layout".padding(to: layout) + Self.columns(["GPUs", "req/s each", "TTFT", "TPOT"])
    let lines = workers.enumerated().map { index, worker in
      "  \(Self.letter(index))" + Numerals.grouped(worker.count).padding(left: 13) + " "
        + worker.role.rawValue.padding(to: 8) + worker.layout.padding(to: layout)
        + Self.columns([
          gpus(worker), Numerals.significant(worker.requestsPerSecond, digits: 4), time(worker.timeToFirstToken),
          time(worker.timePerOutputToken),
        ]) + (several ? "  \(short(worker.model)), \(worker.pool)" : "")
    }
    return ([header] + lines).joined(separator: "\n")
  }

  private static func columns(_ texts: [String]) -> String {
    zip(texts, [7, 12, 9, 9]).map { $0.padding(left: $1) }.joined()
  }

  /// How the map calls a kind.
  static func letter(_ index: Int) -> Character {
    let letters = Array("abcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return letters[index % letters.count]
  }

  private func gpus(_ worker: ComposedWorkers) -> String {
    worker.gpus == worker.gpusPerDomain
      ? "\(worker.gpus)" : "\(worker.gpus / worker.gpusPerDomain)×\(worker.gpusPerDomain)"
  }

  private func time(_ value: Double?) -> String { value.map { "\(Seconds($0))" } ?? "-" }

  private func short(_ model: String) -> String { model.split(separator: "/").last.map(String.init) ?? model }
}
