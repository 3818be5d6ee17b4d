import Clusters
import Costing
import FoundationEssentials
import Plans
import Quantities

/// A prediction of serving on one screen, for a person.
public struct ServingReport: CustomStringConvertible, Sendable {
  private let summary: ServingSummary

  /// - Parameter summary: What was predicted.
  public init(_ summary: ServingSummary) { self.summary = summary }

  /// At most 100 columns.
  public var description: String {
    [
      headline, "", DeploymentSection(summary).text, "", TimeSection(summary).text, "", ThroughputSection(summary).text,
      BatchSection(summary).text, warnings,
    ].joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { TextLayout.wrap(String($0), indent: 14) }.joined(separator: "\n")
  }

  private var headline: String {
    let names = summary.names
    let stored = names.weightFormat.map { " in \($0.rawValue)" } ?? ""
    return "\(names.model.reference)\(stored) on \(names.cluster.reference), \(TrafficText(summary.request.traffic)); "
      + "runtime \(summary.request.runtime ?? "any"), calibration \(names.calibration.reference)"
  }

  private var warnings: String {
    let sentences = summary.warnings.map(\.sentence)
    guard !sentences.isEmpty else { return "" }
    return "\nNote        " + sentences.joined(separator: "\n            ")
  }
}

/// How full the ranks are, how busy prefill is, and what decode waits for.
struct BatchSection {
  private let summary: ServingSummary

  init(_ summary: ServingSummary) { self.summary = summary }

  var text: String {
    let prediction = summary.prediction
    let most = summary.mostSequencesPerRank
    let told = most < prediction.sequencesThatFit ? ", \(ThroughputSection.number(most)) are allowed" : ""
    return [
      "Batch       \(ThroughputSection.number(prediction.sequencesPerRank)) sequences in decode on each rank, mean; "
        + "\(fitting)\(told)",
      "Prefill     works \(Numerals.percent(prediction.prefillUtilisation)) of its time",
      "Bottleneck  decode waits most for \(prediction.boundBy.title), "
        + "\(Numerals.percent(share)) of its step",
    ].joined(separator: "\n")
  }

  /// Whole sequences, and the length that each is reserved.
  private var fitting: String {
    let most = summary.prediction.sequencesThatFit
    let count =
      most >= 1 && most.isFinite ? Numerals.grouped(rounding: most.rounded(.down)) : ThroughputSection.number(most)
    let tokens = Numerals.grouped(rounding: summary.request.traffic.reservedTokens)
    return "\(count) fit the HBM at a mean of \(tokens) tokens"
  }

  /// Of the time that the step waits for anything.
  private var share: Double {
    let all = summary.prediction.waiting.values.sorted().reduce(0, +)
    return all > 0 ? (summary.prediction.waiting[summary.prediction.boundBy] ?? 0) / all : 0
  }
}

/// Who serves: workers, their degrees, GPUs and formats.
struct DeploymentSection {
  private let summary: ServingSummary

  init(_ summary: ServingSummary) { self.summary = summary }

  var text: String {
    (["Deployment  " + workers.joined(separator: "\n            ")] + [formats] + options).joined(separator: "\n")
  }

  private var workers: [String] {
    summary.groups.map { line($0.role == "serving" ? "worker" : "\($0.role) worker", $0.group, $0.pool) }
  }

  private func line(_ noun: String, _ group: WorkerGroup, _ pool: Pool) -> String {
    let pipeline = group.pipelineParallel > 1 ? "PP\(group.pipelineParallel) × " : ""
    let degrees = group.stageLayout(gpusPerDomain: pool.gpusPerDomain).map { StageDegrees($0).description } ?? ""
    let copies = group.redundantExperts > 0 ? " with \(group.redundantExperts) redundant experts" : ""
    return "\(TextLayout.count(group.workers, noun)) of \(TextLayout.count(group.gpusPerWorker, "GPU")), "
      + "\(pipeline)\(degrees)\(copies); \(Numerals.grouped(group.gpus)) of \(Numerals.grouped(pool.availableGPUCount)) GPUs of pool \(pool.name) "
      + "(\(pool.accelerator.id))"
  }

  private var formats: String {
    "            quantisation \(summary.request.model.quantization); KV cache \(summary.cacheFormat.rawValue)"
  }

  private var options: [String] {
    var words: [String] = []
    if let speculation = summary.request.speculation {
      words.append(
        "\(TextLayout.count(speculation.draftTokens, "draft token")), acceptance "
          + "\(Numerals.significant(speculation.acceptance)): \(Numerals.significant(speculation.tokensPerStep)) tokens "
          + "per step")
    }
    if summary.request.overlapsTwoBatches { words.append("two batches overlap") }
    return words.isEmpty ? [] : ["            " + words.joined(separator: "; ")]
  }
}

/// TTFT and TPOT, each with its parts, and what a request takes from end to end.
struct TimeSection {
  private let summary: ServingSummary

  init(_ summary: ServingSummary) { self.summary = summary }

  var text: String {
    let rest = Numerals.grouped(Int(summary.request.traffic.outputTokens) - 1)
    return
      ([headline("TTFT", summary.timeToFirstToken, summary.range(.timeToFirstToken) + "mean")]
      + summary.firstTokenParts.map(row)
      + [
        headline(
          "TPOT", summary.timePerOutputToken,
          summary.range(.timePerOutputToken) + "mean; decode waits for")
      ]
      + summary.perTokenParts.map(row)
      + [headline("Request", summary.endToEnd, "from end to end: TTFT + \(rest) × TPOT")])
      .joined(separator: "\n")
  }

  private func headline(_ name: String, _ time: Double, _ meaning: String) -> String {
    name.padding(to: 12) + Self.text(time).padding(to: 11) + meaning
  }

  /// A predicted time as a person reads it.
  static func text(_ time: Double) -> String { "\(Seconds(time))" }

  private func row(_ part: TimePart) -> String {
    "            \(part.name.padding(to: 38))\("\(Seconds(part.time))".padding(left: 9))"
      + "\(Numerals.percent(part.share).padding(left: 9))"
  }
}
