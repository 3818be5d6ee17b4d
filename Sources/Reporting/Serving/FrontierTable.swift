import Glibc
import FoundationEssentials
import Plans

/// Every point of a frontier as comma-separated values, the names of the columns first.
public struct FrontierTable: Sendable {
  private let frontier: FrontierDocument

  /// - Parameter frontier: As it was found.
  public init(_ frontier: FrontierDocument) { self.frontier = frontier }

  private static let columns = [
    "tokens_per_second_per_user", "tokens_per_second_per_gpu", "tpot_s", "cost_per_million_tokens_usd",
    "gpu_hours_per_million_tokens", "sequences", "micro_batches", "micro_batch", "gpus", "stages", "pool", "layout",
  ]

  /// With a line break at its end. Numbers have as many digits as they need to be read back as they are.
  public var csv: String {
    let layouts = frontier.layouts.map { layout in
      [
        "\(layout.gpusPerReplica)", "\(layout.stages.count)", Self.quoted(layout.pool),
        Self.quoted(FrontierNames.name(layout)),
      ].joined(separator: ",")
    }
    let rows = frontier.points.map { point in
      [
        "\(point.tokensPerSecondPerUser)", "\(point.tokensPerSecondPerGPU)", "\(point.timePerOutputToken)",
        point.costPerMillionTokens.map { "\($0)" } ?? "", "\(point.gpuHoursPerMillionTokens)", "\(point.sequences)",
        "\(point.microBatches)", "\(point.microBatch)", layouts[point.layout],
      ].joined(separator: ",")
    }
    return ([Self.columns.joined(separator: ",")] + rows).map { $0 + "\n" }.joined()
  }

  private static func quoted(_ text: String) -> String {
    text.contains { ",\"\n".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}

/// How the axes of a frontier's plot are divided.
public enum FrontierAxes: String, Sendable, Hashable, CaseIterable {
  /// Equal steps are equal factors.
  case log
  /// Equal steps are equal amounts, from 0.
  case linear

  /// Where a value lies between two others, 0 to 1.
  func place(_ value: Double, in range: ClosedRange<Double>) -> Double {
    guard range.upperBound > range.lowerBound else { return 0 }
    switch self {
    case .log: return Glibc.log(value / range.lowerBound) / Glibc.log(range.upperBound / range.lowerBound)
    case .linear: return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
  }

  /// The value at a place, 0 to 1.
  func value(at place: Double, in range: ClosedRange<Double>) -> Double {
    switch self {
    case .log: range.lowerBound * pow(range.upperBound / range.lowerBound, place)
    case .linear: range.lowerBound + place * (range.upperBound - range.lowerBound)
    }
  }

  /// What the axis shows of some values.
  func range(_ values: [Double]) -> ClosedRange<Double> {
    let most = values.max() ?? 1
    return self == .linear ? 0...most : (values.min() ?? 1)...most
  }
}

/// The layouts of a frontier in a few words, each with a letter for the plot.
struct FrontierNames {
  /// By place in the document's list.
  private let names: [String]
  /// Different names in the order in which they first appear.
  private let distinct: [String]
  private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

  init(_ frontier: FrontierDocument) {
    let hasPools = frontier.certificate.pools.count > 1
    names = frontier.layouts.map { Self.name($0) + (hasPools ? " in \($0.pool)" : "") }
    distinct = names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// "TP1 DP64 EP64, 64 GPUs".
  static func name(_ layout: FrontierLayout) -> String { name(stages: layout.stages, gpus: layout.gpusPerReplica) }

  static func name(stages: [PlanStage], gpus: Int) -> String {
    let divisions = stages.map { StageDegrees($0).description }
    let pipeline = divisions.count > 1 ? "PP\(divisions.count)" : ""
    let isEven = Set(divisions).count == 1
    let degrees = isEven ? (pipeline.isEmpty ? "" : pipeline + " × ") + divisions[0] : pipeline + ", stages differ"
    return "\(degrees), \(gpus) GPU\(gpus == 1 ? "" : "s")"
  }

  func name(_ layout: Int) -> String { names[layout] }

  /// "*" behind the last letter.
  func letter(_ layout: Int) -> Character {
    let place = distinct.firstIndex(of: names[layout]) ?? 0
    return place < Self.letters.count ? Self.letters[place] : "*"
  }
}
