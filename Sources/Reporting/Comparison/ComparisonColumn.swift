import Foundation
import Plans
import Quantities

/// One layout's figures as the cells of a column.
struct ComparisonColumn {
  /// What a row shows of the layout.
  struct Cell {
    let name: String
    let value: String
  }

  private let found: FoundLayout
  private let hasServing: Bool
  private let hasPrice: Bool
  private static let none = "-"

  /// - Parameters:
  ///   - hasServing: Whether there are rows for prefill on the same GPUs.
  ///   - hasPrice: Whether there is one for money.
  init(_ found: FoundLayout, hasServing: Bool, hasPrice: Bool) {
    self.found = found
    self.hasPrice = hasPrice
    self.hasServing = hasServing
  }

  /// The same rows for every layout of a comparison.
  var cells: [Cell] { speeds + serving + memory + times + traffic }

  private var speeds: [Cell] {
    let speed = found.speed
    return [
      Cell(name: "GPUs per replica", value: Numerals.grouped(found.layout.gpusPerReplica)),
      Cell(name: "sequences per GPU", value: TextLayout.plain(found.sequencesPerGPU)),
      Cell(name: "tokens/s per GPU", value: number(speed.tokensPerSecondPerGPU)),
      Cell(name: "tokens/s per user", value: number(speed.tokensPerSecondPerUser)),
      Cell(name: "TPOT", value: "\(Seconds(speed.timePerOutputToken))"),
    ] + money + [
      Cell(name: "GPU-hours per million", value: number(speed.gpuHoursPerMillionTokens)),
      Cell(name: "gap of the proof", value: Numerals.percent(found.certificate.gap, decimals: 2)),
    ]
  }

  private var money: [Cell] {
    guard hasPrice else { return [] }
    return [Cell(name: "USD per million tokens", value: found.speed.costPerMillionTokens.map(number) ?? Self.none)]
  }

  /// With prefill on the same GPUs.
  private var serving: [Cell] {
    guard hasServing else { return [] }
    return [
      Cell(name: "TTFT, prefill included", value: found.serving.map { "\(Seconds($0.timeToFirstToken))" } ?? Self.none),
      Cell(
        name: "TPOT, prefill included", value: found.serving.map { "\(Seconds($0.timePerOutputToken))" } ?? Self.none),
    ]
  }

  private var memory: [Cell] {
    let memory = found.memory
    let experts = memory.experts + (memory.redundantExperts ?? 0)
    return [
      Cell(name: "HBM, GB  weights", value: gigabytes(memory.weights)),
      Cell(name: "         experts", value: gigabytes(experts)),
      Cell(name: "         KV", value: gigabytes(memory.cache)),
      Cell(name: "         reserve", value: gigabytes(memory.reserve + memory.activations)),
      Cell(name: "         free", value: gigabytes(memory.free)),
    ]
  }

  private var times: [Cell] {
    [Cell(name: "round", value: "\(Seconds(found.speed.round))")]
      + found.times.map { time in
        Cell(name: "  " + Self.name(of: time.resource), value: time.time > 0 ? "\(Seconds(time.time))" : "0")
      } + [Cell(name: "  bubble's share", value: Numerals.percent(found.bubble))]
  }

  private var traffic: [Cell] {
    found.traffic.map { Cell(name: "sent by a GPU: \($0.level)", value: bytes($0.perGPUAndRound)) }
      + found.traffic.map { Cell(name: "sent for a token: \($0.level)", value: bytes($0.perToken)) }
  }

  private static func name(of resource: String) -> String {
    resource == "bubble" ? "bubble and hops" : LossAnalysis.name(of: resource)
  }

  private func bytes(_ value: Double) -> String { value > 0 ? "\(Bytes(value))" : "0" }
  private func gigabytes(_ bytes: Double) -> String { String(format: "%.1f", bytes / 1e9) }
  private func number(_ value: Double) -> String {
    value >= 1000 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}
