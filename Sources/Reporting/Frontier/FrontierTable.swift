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
