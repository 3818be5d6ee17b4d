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
    var page = Page()
    page.line(headline)
    deployment(&page)
    times(&page)
    throughput(&page)
    batch(&page)
    page.gap()
    for (index, warning) in summary.warnings.enumerated() {
      page.titled(index == 0 ? "Note" : " ", warning.sentence)
    }
    return page.text
  }

  private var headline: String {
    let names = summary.names
    let stored = names.weightFormat.map { " in \($0.rawValue)" } ?? ""
    return
      "\(names.model.reference)\(stored) on \(names.cluster.reference), \(TrafficText(traffic: summary.request.traffic)); "
      + "runtime \(summary.request.runtime ?? "any"), calibration \(names.calibration.reference)"
  }

  // MARK: - Deployment

  /// Who serves: workers, their degrees, GPUs and formats.
  private func deployment(_ page: inout Page) {
    page.gap()
    for (index, (role, group, pool)) in summary.groups.enumerated() {
      let noun = role == "serving" ? "worker" : "\(role) worker"
      page.titled(index == 0 ? "Deployment" : " ", line(noun, group, pool))
    }
    page.row("quantisation \(summary.request.model.quantization); KV cache \(summary.cacheFormat.rawValue)")
    if !options.isEmpty { page.row(options.joined(separator: "; ")) }
  }

  private func line(_ noun: String, _ group: WorkerGroup, _ pool: Pool) -> String {
    let pipeline = group.pipelineParallel > 1 ? "PP\(group.pipelineParallel) × " : ""
    let degrees = group.stageLayout(gpusPerDomain: pool.gpusPerDomain).map { StageDegrees($0).description } ?? ""
    let copies = group.redundantExperts > 0 ? " with \(group.redundantExperts) redundant experts" : ""
    return "\(Numerals.count(group.workers, noun)) of \(Numerals.count(group.gpusPerWorker, "GPU")), "
      + "\(pipeline)\(degrees)\(copies); \(Numerals.grouped(group.gpus)) of \(Numerals.grouped(pool.availableGPUCount)) GPUs of pool \(pool.name) "
      + "(\(pool.accelerator.id))"
  }

  private var options: [String] {
    var words: [String] = []
    if let speculation = summary.request.speculation {
      words.append(
        "\(Numerals.count(speculation.draftTokens, "draft token")), acceptance "
          + "\(Numerals.significant(speculation.acceptance)): \(Numerals.significant(speculation.tokensPerStep)) tokens "
          + "per step")
    }
    if summary.request.overlapsTwoBatches { words.append("two batches overlap") }
    return words
  }

  // MARK: - Times

  /// TTFT and TPOT, each with its parts, and what a request takes from end to end.
  private func times(_ page: inout Page) {
    page.gap()
    page.titled("TTFT", time(summary.timeToFirstToken, summary.range(.timeToFirstToken) + "mean"))
    page.rows(summary.firstTokenParts.map(row))
    page.titled(
      "TPOT",
      time(summary.timePerOutputToken, summary.range(.timePerOutputToken) + "mean; decode waits for"))
    page.rows(summary.perTokenParts.map(row))
    let rest = Numerals.grouped(Int(summary.request.traffic.outputTokens) - 1)
    page.titled("Request", time(summary.endToEnd, "from end to end: TTFT + \(rest) × TPOT"))
  }

  private func time(_ time: Double, _ meaning: String) -> String { "\(Seconds(time))".padding(to: 11) + meaning }

  private func row(_ part: TimePart) -> String {
    Page.row([part.name, "\(Seconds(part.time))", Numerals.percent(part.share)], [-38, 9, 9])
  }

  // MARK: - Throughput

  /// What the deployment does in a second, and what a token costs.
  private func throughput(_ page: inout Page) {
    let prediction = summary.prediction
    let output = prediction.outputTokensPerSecond
    page.section(
      "Throughput",
      "\(number(output)) output tokens/s: \(number(output / summary.gpus)) per GPU, "
        + "\(number(1 / summary.timePerOutputToken)) per user")
    page.row(
      "\(number(summary.requestsPerSecond)) requests/s, \(number(prediction.inputTokensPerSecond)) input tokens/s")
    page.row(cost)
  }

  private var cost: String {
    let hours = "\(number(summary.gpuHoursPerMillionTokens)) GPU-hours"
    guard let price = summary.costPerMillionTokens else {
      return "\(hours) per million output tokens (no price is known)"
    }
    return "\(number(price)) USD per million output tokens (\(hours))"
  }

  // MARK: - Batch

  /// How full the ranks are, how busy prefill is, and what decode waits for.
  private func batch(_ page: inout Page) {
    let prediction = summary.prediction
    let most = summary.mostSequencesPerRank
    let told = most < prediction.sequencesThatFit ? ", \(number(most)) are allowed" : ""
    page.titled(
      "Batch",
      "\(number(prediction.sequencesPerRank)) sequences in decode on each rank, mean; "
        + "\(fitting)\(told)")
    page.titled("Prefill", "works \(Numerals.percent(prediction.prefillUtilisation)) of its time")
    page.titled(
      "Bottleneck",
      "decode waits most for \(prediction.boundBy.title), "
        + "\(Numerals.percent(share)) of its step")
  }

  /// Whole sequences, and the length that each is reserved.
  private var fitting: String {
    let most = summary.prediction.sequencesThatFit
    let count =
      most >= 1 && most.isFinite ? Numerals.grouped(rounding: most.rounded(.down)) : number(most)
    let tokens = Numerals.grouped(rounding: summary.request.traffic.reservedTokens)
    return "\(count) fit the HBM at a mean of \(tokens) tokens"
  }

  /// Of the time that the step waits for anything.
  private var share: Double {
    let all = summary.prediction.waiting.values.sorted().reduce(0, +)
    return all > 0 ? (summary.prediction.waiting[summary.prediction.boundBy] ?? 0) / all : 0
  }

  private func number(_ value: Double) -> String {
    value >= 1000 ? Numerals.grouped(rounding: value) : Numerals.significant(value)
  }
}
