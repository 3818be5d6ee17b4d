import Foundation

/// Worker rates of another planner that may lie beside the checkout, as a table of workers.
enum SharedRates {
  private static let folder = Repository.facts?.appending(path: "workers/qwen3-235b-h200")
  static let isThere =
    folder.map { FileManager.default.fileExists(atPath: $0.appending(path: "agg.top.csv").path()) } ?? false

  static func table() throws -> String {
    var lines = ["model,pool,role,gpus,gpus_per_domain,requests_per_second,ttft_ms,tpot_ms,name"]
    for name in ["agg.pareto.csv", "agg.top.csv", "disagg.pareto.csv", "disagg.top.csv"] {
      for row in try rows(name) {
        if name.hasPrefix("agg") {
          lines.append(line("mixed", row["num_total_gpus"], row["seq/s"], row["ttft"], row["tpot"], row["parallel"]))
          continue
        }
        let gpus = ["p", "d"].map { role in
          ["tp", "pp", "dp"].reduce(1) { $0 * (Int(row["(\(role))\($1)"] ?? "") ?? 0) }
        }
        lines.append(line("prefill", "\(gpus[0])", row["(p)seq/s/worker"], row["ttft"], "", row["(p)parallel"]))
        lines.append(line("decode", "\(gpus[1])", row["(d)seq/s/worker"], "", row["tpot"], row["(d)parallel"]))
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func line(_ cells: String?...) -> String {
    let cells = cells.map { $0 ?? "" }
    return "Qwen3-235B-A22B,,\(cells[0]),\(cells[1]),,\(cells[2...].joined(separator: ","))"
  }

  private static func rows(_ name: String) throws -> [[String: String]] {
    guard let folder else { return [] }
    let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    let lines = text.split(whereSeparator: { $0.isNewline }).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(zip(lines[0], $0), uniquingKeysWith: { first, _ in first }) }
  }
}
