import Costing
import Formats
import Quantities

/// Ranges of error by subject and kind of deployment, as a fit found them on runs that it had not seen.
public struct ErrorRanges: Sendable {
  /// The fewest runs of a kind whose 10th and 90th percentiles are taken.
  private static let fewestRuns = 20

  private var ranges: [ErrorRange.Subject: [ErrorRange.Deployment: ErrorRange]] = [:]

  /// - Parameters:
  ///   - runs: The measured runs.
  ///   - unseen: For each run, the prediction by figures that were fitted without it; `nil` where there is none.
  ///   - evidence: The way in which the predictions were made.
  init(_ runs: [MeasuredRun], unseen: [RunPrediction?], evidence: String) {
    let subjects: [(ErrorRange.Subject, MeasuredQuantity)] = [
      (.timePerOutputToken, .timePerOutputToken), (.timeToFirstToken, .timeToFirstToken),
    ]
    for (subject, quantity) in subjects {
      for deployment in [ErrorRange.Deployment.aggregated, .apart] {
        let ratios = zip(runs, unseen).compactMap { run, prediction -> Double? in
          guard run.deployment.errorKind == deployment, let measured = run.figures[quantity],
            let predicted = prediction?.values[quantity]
          else { return nil }
          return measured / predicted
        }.sorted()
        guard ratios.count >= Self.fewestRuns else { continue }
        ranges[subject, default: [:]][deployment] = ErrorRange(
          low: min(1, Self.quantile(0.1, ratios)), high: max(1, Self.quantile(0.9, ratios)), runs: ratios.count,
          evidence: evidence)
      }
    }
  }

  /// Whether there is none.
  public var isEmpty: Bool { ranges.isEmpty }

  /// The section of a calibration file, with a line break at its end.
  var section: String {
    var lines = ["# Where a tenth of the measurements lay below and above the prediction.", "\(ErrorRange.key):"]
    for subject in ErrorRange.Subject.allCases {
      guard let kinds = ranges[subject] else { continue }
      lines.append("  \(subject.rawValue):")
      for deployment in ErrorRange.Deployment.allCases {
        guard let range = kinds[deployment] else { continue }
        let bounds = [range.low, range.high].map { Numerals.significant($0, digits: 3) }
        lines.append(
          "    \(deployment.rawValue): {low: \(bounds[0]), high: \(bounds[1]), runs: \(range.runs), "
            + "evidence: \(CalibrationDocument.quoted(range.evidence))}")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func quantile(_ share: Double, _ sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
  }
}

extension Deployment {
  fileprivate var errorKind: ErrorRange.Deployment {
    if case .aggregated = self { .aggregated } else { .apart }
  }
}

extension CalibrationDocument {
  /// The document with other ranges of error as its last section.
  func adding(_ ranges: ErrorRanges) throws -> CalibrationDocument {
    try CalibrationDocument(withoutSection(ErrorRange.key) + "\n\n" + ranges.section, file: file)
  }
}
