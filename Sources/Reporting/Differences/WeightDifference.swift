import Plans
import Quantities

/// Bytes that must come, from where, and how long that takes.
struct WeightDifference {
  private let difference: PlanDifference
  private static let mostGPUs = 3

  init(_ difference: PlanDifference) { self.difference = difference }

  var section: DifferenceSection? {
    if let fault = difference.weightsUnknown {
      return DifferenceSection(title: "Weights", lines: ["bytes to move cannot be told: \(fault)"])
    }
    guard let weights = difference.weights else { return nil }
    let lacking = weights.moved + weights.fromStorage
    let dropped = weights.dropped > 0 ? "; \(Bytes(weights.dropped)) of what GPUs hold are given up" : ""
    guard lacking > 0 else {
      return DifferenceSection(title: "Weights", lines: ["nothing to load: every GPU holds what it needs\(dropped)"])
    }
    var rows = weights.levels.map { level in
      ["over \(level.level)", "\(Bytes(level.bytes))", "\(level.receivers)", "\(Seconds(level.time))"]
    }
    if weights.fromStorage > 0 {
      let receivers = weights.gpus.count { $0.fromStorage > 0 }
      rows.append(["from storage", "\(Bytes(weights.fromStorage))", "\(receivers)", "-"])
    }
    return DifferenceSection(
      title: "Weights",
      lines: [
        "of \(Bytes(weights.held)) that GPUs must hold, \(Bytes(weights.kept)) are in place and "
          + "\(Bytes(lacking)) must come\(dropped)"
      ], table: .init(header: ["", "bytes", "to GPUs", "time"], rows: rows), notes: time(weights) + gpus(weights))
  }

  private func time(_ weights: WeightMovement) -> [String] {
    var notes: [String] = []
    if let time = weights.time {
      notes.append(
        "about \(Seconds(time)) on the network, as long as the busiest link of a GPU takes at the cluster's bandwidth per "
          + "GPU and one way; all GPUs fetch at once, each from the nearest that holds it in plan A")
    }
    if weights.fromStorage > 0 {
      notes.append("no GPU of plan A holds what comes from storage; no bandwidth of storage is known, so no time")
    }
    return notes + ["KV caches do not move: sequences are drained, or their caches computed again"]
  }

  /// Those that lack most, as the others are in the document.
  private func gpus(_ weights: WeightMovement) -> [String] {
    let lacking = weights.gpus.filter { Self.lacks($0) > 0 }
    let shown = lacking.enumerated().sorted {
      (Self.lacks($1.element), $0.offset) < (Self.lacks($0.element), $1.offset)
    }
    .prefix(Self.mostGPUs).map(\.element)
    let more =
      lacking.count > shown.count
      ? ["and \(TextLayout.count(lacking.count - shown.count, "GPU")) more (--format json has all)"] : []
    return shown.map(line) + more
  }

  private static func lacks(_ gpu: GPUMovement) -> Double {
    gpu.received.values.sorted().reduce(gpu.fromStorage, +)
  }

  private func line(_ gpu: GPUMovement) -> String {
    var parts: [String] = []
    if !gpu.layers.isEmpty { parts.append("layers \(Self.runs(gpu.layers))") }
    if gpu.tables { parts.append("embedding or head") }
    if !gpu.experts.isEmpty { parts.append(Self.experts(gpu.experts)) }
    return "GPU \(gpu.gpu) of pool \(gpu.pool) lacks \(Bytes(Self.lacks(gpu))): \(parts.joined(separator: ", "))"
  }

  private static func experts(_ lacking: [GPUMovement.LackedExperts]) -> String {
    let first = lacking[0]
    let isOne = first.layers.count == 1 && first.layers[0][0] == first.layers[0][1]
    let words = "experts \(runs(merged(first.experts))) of layer\(isOne ? "" : "s") \(runs(first.layers))"
    let others = lacking.dropFirst().flatMap(\.layers).reduce(0) { $0 + $1[1] - $1[0] + 1 }
    return words + (others > 0 ? ", and experts of \(TextLayout.count(others, "layer")) more" : "")
  }

  private static func merged(_ numbers: [Int]) -> [[Int]] {
    numbers.reduce(into: []) { runs, number in
      if let last = runs.last, last[1] + 1 == number {
        runs[runs.count - 1][1] = number
      } else {
        runs.append([number, number])
      }
    }
  }

  private static func runs(_ runs: [[Int]]) -> String {
    let shown = runs.prefix(6).map { $0[0] == $0[1] ? "\($0[0])" : "\($0[0])-\($0[1])" }
    return shown.joined(separator: ", ") + (runs.count > shown.count ? ", …" : "")
  }
}
