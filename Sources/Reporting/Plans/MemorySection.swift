import Plans
import Quantities

/// HBM of the fullest GPU of each stage of replicas, or of each kind of worker of a service.
struct MemorySection {
  let plan: Plan
  /// The kinds of replicas that are shown.
  let shown: Range<Int>
  private static let mostStages = 8

  func write(to page: inout Page) {
    // A line has 100 columns.
    let place = hasCopies ? "a stage's fullest GPU" : "the fullest GPU of a stage"
    page.section("HBM", MemoryBar.legend(place, hasCopies: hasCopies))
    page.row("KV of \(reserved) reserved for each sequence")
    for index in shown {
      let rows = plan.workers[index].prediction.stages.enumerated().map { "\($0) \(MemoryBar(memory: $1.memory).text)" }
      page.rows(
        rows.map { text in KindLetter.prefixed(plan, index) { _ in text } }, most: Self.mostStages, rest: "stages more")
    }
    // Pipelining divides weights, not KV: the stages hold fewer layers of more sequences.
    guard plan.workers.count == 1, let memory = plan.prediction.memoryWithTwiceTheStages else { return }
    page.row(
      "stages divide weights, not KV: with twice as many, and twice the micro-batches in flight, weights \(MemoryBar.gigabytes(memory.weights)), experts "
        + "\(MemoryBar.gigabytes(memory.experts + (memory.redundantExperts ?? 0))), KV \(MemoryBar.gigabytes(memory.cache))"
    )
  }

  /// The length at which the KV of a sequence counts: a plan promises that the batch fits when every sequence is at its end.
  private var reserved: String {
    let workload = plan.inputs.workload
    let tokens = Numerals.grouped(workload.context ?? (workload.inputTokens ?? 0) + (workload.outputTokens ?? 0))
    return workload.context == nil ? "\(tokens) tokens, input and all output," : "\(tokens) tokens"
  }

  private var hasCopies: Bool {
    plan.workers.contains { $0.prediction.stages.contains { $0.memory.redundantExperts ?? 0 > 0 } }
  }
}

/// What fills the HBM of a GPU, as a bar and in figures.
struct MemoryBar {
  let memory: MemoryPrediction

  /// What the letters of bars mean.
  /// - Parameters:
  ///   - place: Whose HBM: "the fullest GPU of a stage".
  ///   - hasCopies: Whether some hold copies of experts.
  static func legend(_ place: String, hasCopies: Bool) -> String {
    "GB on \(place) (w weights, e experts\(hasCopies ? ", c copies" : ""), k KV, r reserve, . free)"
  }

  /// "[weeeekkkkkk...] 139.3: weights 10.9, experts 40.9, KV 55.6, reserve 4.2, free 27.7".
  var text: String {
    let rest = memory.reserve + memory.activations
    let parts: [(letter: Character, share: Double)] = [
      ("w", memory.weights / memory.usable), ("e", memory.experts / memory.usable),
      ("c", (memory.redundantExperts ?? 0) / memory.usable),
      ("k", memory.cache / memory.usable), ("r", rest / memory.usable),
    ]
    let figures = [
      ("weights", memory.weights), ("experts", memory.experts), ("copies", memory.redundantExperts ?? 0),
      ("KV", memory.cache), ("reserve", rest), ("free", memory.free),
    ].filter { $0.1 != 0 }.map { "\($0.0) \(Self.gigabytes($0.1))" }.joined(separator: ", ")
    return "[\(Page.bar(parts, width: 14))] \(Self.gigabytes(memory.usable)): \(figures)"
  }

  static func gigabytes(_ bytes: Double) -> String { Numerals.fixed(bytes / 1e9, decimals: 1) }
}
