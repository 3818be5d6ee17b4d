import Foundation
import Plans

/// HBM of the fullest GPU of each stage as a bar: weights, experts, KV cache, reserve, and what is left.
struct MemorySection {
  private let plan: Plan
  private static let mostStages = 8

  init(_ plan: Plan) { self.plan = plan }

  var text: String {
    let stages = plan.prediction.stages
    let shown = stages.prefix(Self.mostStages).enumerated().map { "            " + row($0, $1.memory) }
    let more = stages.count > shown.count ? ["            and \(stages.count - shown.count) stages more"] : []
    return
      (["HBM         GB on \(place) (w weights, e experts\(copies), k KV, r reserve, . free)"]
      + shown + more + pipelining).joined(separator: "\n")
  }

  private var hasCopies: Bool { plan.prediction.stages.contains { $0.memory.redundantExperts ?? 0 > 0 } }
  private var copies: String { hasCopies ? ", c copies" : "" }
  /// A line has 100 columns.
  private var place: String { hasCopies ? "a stage's fullest GPU" : "the fullest GPU of a stage" }

  /// Pipelining divides weights, not KV: the stages hold fewer layers of more sequences.
  private var pipelining: [String] {
    guard let memory = plan.prediction.memoryWithTwiceTheStages else { return [] }
    return [
      "            with twice the stages and micro-batches in flight: weights \(gigabytes(memory.weights)), experts "
        + "\(gigabytes(memory.experts + (memory.redundantExperts ?? 0))), KV \(gigabytes(memory.cache))"
    ]
  }

  private func row(_ index: Int, _ memory: MemoryPrediction) -> String {
    let rest = memory.reserve + memory.activations
    let parts: [(letter: Character, share: Double)] = [
      ("w", memory.weights / memory.usable), ("e", memory.experts / memory.usable),
      ("c", (memory.redundantExperts ?? 0) / memory.usable),
      ("k", memory.cache / memory.usable), ("r", rest / memory.usable),
    ]
    let figures = [
      ("weights", memory.weights), ("experts", memory.experts), ("copies", memory.redundantExperts ?? 0),
      ("KV", memory.cache), ("reserve", rest),
      ("free", memory.free),
    ].filter { $0.1 != 0 }.map { "\($0.0) \(gigabytes($0.1))" }.joined(separator: ", ")
    return "\(index) [\(TextLayout.bar(parts, width: 14))] \(gigabytes(memory.usable)): \(figures)"
  }

  private func gigabytes(_ bytes: Double) -> String { String(format: "%.1f", bytes / 1e9) }
}
