import Foundation
import Testing

/// `layline predict --json` of a deployment that fits, with some flags in place of, or beside, the usual ones.
struct PredictedServing {
  /// 64 clients of DeepSeek-V3 on eight H200.
  static let usual = [
    "--model": "DeepSeek-V3", "--cluster": "hgx-h200", "--tensor-parallel": "8", "--input": "8192",
    "--output-tokens": "1024", "--concurrency": "64", "--runtime": "sglang",
  ]
  /// Arrivals at prefill workers and decode workers on a rack.
  static let apart = [
    "--model": "DeepSeek-R1", "--cluster": "gb200-nvl72-1-rack", "--precision": "nvfp4",
    "--prefill": "workers=4,dp=4,ep=4", "--decode": "workers=1,dp=32,ep=32", "--requests-per-second": "20",
    "--tensor-parallel": nil, "--concurrency": nil,
  ]

  let text: String
  let document: [String: Any]

  init(_ flags: [String: String?] = [:], _ more: [String] = []) throws {
    let run = try Self.run(flags, more + ["--json"])
    try #require(run.status == 0, "\(run.errors)\(run.output)")
    text = run.output
    document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  static func run(_ flags: [String: String?] = [:], _ more: [String] = []) throws -> Layline {
    var all: [String: String?] = usual
    for (flag, value) in flags { all.updateValue(value, forKey: flag) }
    let arguments = all.sorted { $0.key < $1.key }.flatMap { flag, value in value.map { [flag, $0] } ?? [] }
    return try Layline.run(["predict"] + arguments + more)
  }

  var prediction: [String: Any] { document["prediction"] as? [String: Any] ?? [:] }
  var warnings: [String] { (document["warnings"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String } }

  /// A number of the prediction; NaN where there is none, which no comparison holds for.
  func number(_ key: String) -> Double { prediction[key] as? Double ?? .nan }

  /// Mean and parts of "timeToFirstToken" or "timePerOutputToken".
  func time(_ key: String) -> (mean: Double, parts: [(name: String, time: Double)]) {
    let time = prediction[key] as? [String: Any] ?? [:]
    let parts = (time["parts"] as? [[String: Any]] ?? []).map {
      ($0["name"] as? String ?? "", $0["time_s"] as? Double ?? .nan)
    }
    return (time["mean_s"] as? Double ?? .nan, parts)
  }
}
