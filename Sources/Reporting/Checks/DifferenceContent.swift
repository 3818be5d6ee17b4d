import Differences
import Plans
import Quantities

/// What there is to say of a difference, in order.
struct DifferenceContent {
  let sections: [DifferenceSection]

  init(_ difference: PlanDifference) {
    sections =
      [InputDifference(difference).section].compactMap(\.self) + LayoutDifference(difference).sections
      + [WorkerDifference(difference).section, GPUDifference(difference).section, WeightDifference(difference).section]
      .compactMap(\.self) + FigureDifference(difference).sections
  }
}

/// Figures that are different, those of the whole first.
private struct FigureDifference {
  private let figures: [FigureChange]
  private static let mostOfStages = 24

  init(_ difference: PlanDifference) { figures = difference.figures }

  var sections: [DifferenceSection] {
    guard !figures.isEmpty else {
      return [DifferenceSection(title: "Figures", lines: ["the same in both plans"])]
    }
    let shown = figures.filter { !Self.isDetail($0) }
    let stages = shown.filter(Self.isOfStage)
    let rows = shown.filter { !Self.isOfStage($0) } + stages.prefix(Self.mostOfStages)
    let left = figures.count - rows.count
    let more = left > 0 ? ["and \(Numerals.count(left, "figure")) more (--format json has all)"] : []
    return [
      DifferenceSection(
        title: "Figures", table: .init(header: ["", "A", "B", "change", ""], rows: rows.map(row), texts: [4]),
        notes: more)
    ]
  }

  private static func isOfStage(_ figure: FigureChange) -> Bool { figure.figure.hasPrefix("prediction.stages[") }
  /// Operators are many, and what they add up to is shown.
  /// What a kind of worker does that only one plan has is no change.
  private static func isDetail(_ figure: FigureChange) -> Bool {
    let isOneSided = figure.before == nil || figure.after == nil
    return figure.figure.contains(".operators[") || figure.figure.hasSuffix(".slack_s")
      || figure.figure.contains(".timePerOutputTokenRange.") || figure.figure.hasSuffix(".latency_s")
      || (isOneSided && figure.figure.hasPrefix("composition.workers["))
  }

  private func row(_ figure: FigureChange) -> [String] {
    let texts = FigureText.pair(figure)
    return [
      figure.name, texts.before, texts.after, change(figure), figure.verdict == .neutral ? "" : figure.verdict.rawValue,
    ]
  }

  private func change(_ figure: FigureChange) -> String {
    // Points of a share are told by the two values; a percentage of a percentage misleads.
    guard figure.unit != "share", let relative = figure.relativeChange, figure.before != 0 else { return "" }
    let magnitude = relative.magnitude * 100
    let digits = Numerals.significant(magnitude, digits: magnitude < 0.095 ? 1 : 3)
    return (relative < 0 ? "-" : "+") + digits + " %"
  }
}

/// What becomes of the GPUs.
private struct GPUDifference {
  private let difference: PlanDifference
  private static let mostRuns = 8

  init(_ difference: PlanDifference) { self.difference = difference }

  var section: DifferenceSection? {
    guard let gpus = difference.gpus else {
      return DifferenceSection(title: "GPUs", lines: ["every GPU does what it did"])
    }
    let rows = [
      row("hold what they held", gpus.unchanged), row("hold something else", gpus.changed),
      row("newly used", gpus.newlyUsed), row("no longer used", gpus.noLongerUsed),
    ].compactMap(\.self)
    return DifferenceSection(title: "GPUs", table: .init(header: ["", "", ""], rows: rows, texts: [2]))
  }

  private func row(_ name: String, _ numbers: [GPUChanges.Numbers]) -> [String]? {
    let count = numbers.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    let pools = numbers.map { pool in
      let runs = pool.gpus.prefix(Self.mostRuns).map { $0[0] == $0[1] ? "\($0[0])" : "\($0[0])-\($0[1])" }
      let more = pool.gpus.count > runs.count ? ", …" : ""
      return "\(pool.pool) \(runs.joined(separator: ", "))\(more)"
    }
    return [name, Numerals.grouped(count), pools.joined(separator: "; ")]
  }
}

/// Inputs that are different.
private struct InputDifference {
  private let changes: [InputChange]

  init(_ difference: PlanDifference) { changes = difference.inputs }

  var section: DifferenceSection? {
    guard !changes.isEmpty else {
      return DifferenceSection(title: "Inputs", lines: ["the same in both plans"])
    }
    let rows = changes.map { change in
      [change.name, text(change.before, change.beforeSHA256), text(change.after, change.afterSHA256)]
    }
    return DifferenceSection(
      title: "Inputs", table: .init(header: ["", "A", "B"], rows: rows, texts: [1, 2]))
  }

  private func text(_ value: String?, _ digest: String?) -> String {
    (value ?? "-") + (digest.map { " (sha256 \($0.prefix(8)))" } ?? "")
  }
}

/// How replicas divide the work before and after, in words.
private struct LayoutDifference {
  private let difference: PlanDifference
  private static let mostStages = 16

  init(_ difference: PlanDifference) { self.difference = difference }

  var sections: [DifferenceSection] {
    guard difference.workers == nil else { return [] }
    guard let layouts = difference.layouts else {
      return [DifferenceSection(title: "Layout", lines: ["the same in both plans"])]
    }
    return layouts.map(section)
  }

  private func section(_ layout: LayoutChange) -> DifferenceSection {
    guard let old = layout.before, let new = layout.after else {
      let lines = [("A", layout.before), ("B", layout.after)].map { name, layout in
        "\(name): " + (layout.map { "pool \($0.pool): \($0.sentence)" } ?? "no such replicas")
      }
      return DifferenceSection(title: "Layout", lines: lines)
    }
    let pools = old.pool == new.pool ? ("", "") : ("pool \(old.pool): ", "pool \(new.pool): ")
    let lines = [
      "A: " + pools.0 + old.sentence, "B: " + pools.1 + new.sentence,
    ]
    guard max(old.stages.count, new.stages.count) > 1, old.stages != new.stages else {
      return DifferenceSection(title: "Layout", lines: lines)
    }
    let count = max(old.stages.count, new.stages.count)
    let rows = (0..<min(count, Self.mostStages)).map { ["stage \($0)", stage($0, old), stage($0, new)] }
    let more = count > Self.mostStages ? ["and \(count - Self.mostStages) stages more"] : []
    return DifferenceSection(
      title: "Layout", lines: lines, table: .init(header: ["", "A", "B"], rows: rows, texts: [1, 2]), notes: more)
  }

  private func stage(_ index: Int, _ layout: PlanLayout) -> String {
    guard layout.stages.indices.contains(index) else { return "-" }
    let stage = layout.stages[index]
    return "layers \(stage.firstLayer)-\(stage.lastLayer), \(StageDegrees(stage).description)"
  }
}

/// Bytes that must come, from where, and how long that takes.
private struct WeightDifference {
  private let difference: PlanDifference
  private static let mostGPUs = 3

  init(_ difference: PlanDifference) { self.difference = difference }

  var section: DifferenceSection? {
    if let fault = difference.weightsUnknown {
      return DifferenceSection(title: "Weights", lines: ["bytes to move cannot be told: \(fault)"])
    }
    guard let weights = difference.weights else { return nil }
    let lacking = weights.lacking
    let dropped = weights.dropped > 0 ? "; \(Bytes(weights.dropped)) of what GPUs hold are given up" : ""
    let written = weights.lackingAsWritten.map {
      [
        "with ranks numbered so that least must come; as plan B numbers them, \(Bytes($0)) "
          + "(layline plan --current with plan A writes a plan that is numbered so)"
      ]
    }
    guard lacking > 0 else {
      return DifferenceSection(
        title: "Weights", lines: ["nothing to load: every GPU holds what it needs\(dropped)"] + (written ?? []))
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
      ], table: .init(header: ["", "bytes", "to GPUs", "time"], rows: rows),
      notes: (written ?? []) + time(weights) + gpus(weights))
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
      ? ["and \(Numerals.count(lacking.count - shown.count, "GPU")) more (--format json has all)"] : []
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
    return words + (others > 0 ? ", and experts of \(Numerals.count(others, "layer")) more" : "")
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

/// Workers that stay, go elsewhere, start and stop.
private struct WorkerDifference {
  private let difference: PlanDifference

  init(_ difference: PlanDifference) { self.difference = difference }

  var section: DifferenceSection? {
    guard let workers = difference.workers else { return nil }
    guard !workers.isEmpty else {
      return DifferenceSection(title: "Workers", lines: ["the same in both plans, on the same GPUs"])
    }
    let rows = workers.map { kind in
      [name(kind, among: workers)]
        + [kind.gpus, kind.before, kind.after, kind.kept, kind.moved.count, kind.started.count, kind.stopped.count]
        .map(String.init)
    }
    return DifferenceSection(
      title: "Workers",
      table: .init(header: ["", "GPUs", "A", "B", "stay", "move", "start", "stop"], rows: rows),
      notes: ["kinds of which all workers stay are left out"])
  }

  private func name(_ kind: WorkerKindChange, among all: [WorkerKindChange]) -> String {
    let models = Set(all.map(\.model)).count > 1 ? ", \(kind.model)" : ""
    let pools = Set(all.map(\.pool)).count > 1 ? ", \(kind.pool)" : ""
    return "\(kind.role.rawValue) \(kind.layout)\(models)\(pools)"
  }
}
