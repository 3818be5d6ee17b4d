import Costing
import Quantities

/// What a reader of a prediction should know before trusting it.
public struct ServingWarning: Encodable, Sendable, Equatable {
  /// Stable identifier for scripts.
  public let id: String
  /// In words.
  public let sentence: String
}

extension ServingSummary {
  /// In the order in which they are printed.
  var warnings: [ServingWarning] {
    loadWarnings + calibrationWarnings + layoutWarnings + contextWarnings
  }

  private var loadWarnings: [ServingWarning] {
    guard case .concurrency = request.traffic.load else { return [] }
    var warnings: [ServingWarning] = []
    if sequencesNeededPerRank > 1.02 * mostSequencesPerRank {
      warnings.append(
        ServingWarning(
          id: "throughput-beyond-batch",
          sentence: "more clients than sequences in so short a run: this throughput would need "
            + "\(Numerals.significant(sequencesNeededPerRank)) sequences on each rank, so do not believe it nor TTFT; "
            + "without --requests both hold"))
    }
    if firstTokenParts.contains(where: { $0.name == "wait for room in the HBM" }) {
      let told = (request.scheduler.mostSequencesPerRank ?? .infinity) < prediction.sequencesThatFit
      warnings.append(
        ServingWarning(
          id: told ? "batch-limited-by-scheduler" : "batch-limited-by-hbm",
          sentence: "the batch is limited by \(told ? "--most-sequences" : "the HBM"): more clients than "
            + "sequences, which wait in the queue; more clients raise TTFT and not throughput"))
    }
    if prediction.isSaturated {
      warnings.append(
        ServingWarning(
          id: "prefill-saturated",
          sentence: "prefill works \(Numerals.percent(prediction.prefillUtilisation)) of its time and is "
            + "the limit: TTFT is mostly queueing, and moves by much with small errors of the prediction"))
    }
    return warnings
  }

  private var calibrationWarnings: [ServingWarning] {
    var warnings: [ServingWarning] = []
    var families: [String] = []
    for pool in [prefillPool, pool] where !families.contains(pool.accelerator.family) {
      families.append(pool.accelerator.family)
      if let inherited = try? request.calibration.figures(forFamily: pool.accelerator.family).inherited {
        warnings.append(
          ServingWarning(
            id: "calibration-inherited",
            sentence: "figures of \(inherited.from) stand in for \(pool.accelerator.family): \(inherited.evidence)"))
      }
    }
    if request.runtime == nil || request.runtime == "any" {
      warnings.append(
        ServingWarning(
          id: "runtime-any",
          sentence: "no runtime is named: its overheads are those between the known ones (--runtime)"))
    }
    return warnings
  }

  private var layoutWarnings: [ServingWarning] {
    var warnings: [ServingWarning] = []
    if groups.contains(where: { $0.group.gpusPerWorker > $0.pool.gpusPerDomain }) {
      warnings.append(
        ServingWarning(
          id: "worker-across-domains",
          sentence: "a worker lies in several scale-up domains, which few measured runs do: trust its times less"))
    }
    let sendsTokens = groups.contains {
      $0.group.stageLayout(gpusPerDomain: $0.pool.gpusPerDomain)?.sendsTokens ?? false
    }
    if request.overlapsTwoBatches, !sendsTokens {
      warnings.append(
        ServingWarning(
          id: "overlap-without-exchange",
          sentence: "overlapping two batches only costs here: no tokens travel to experts, and weights are read twice"))
    }
    return warnings
  }

  private var contextWarnings: [ServingWarning] {
    let tokens = Int((request.traffic.inputTokens + request.traffic.outputTokens).rounded(.up))
    guard let longest = request.model.maximumContext, tokens > longest else { return [] }
    return [
      ServingWarning(
        id: "context-beyond-model",
        sentence:
          "sequences of \(Numerals.grouped(tokens)) tokens are longer than the \(Numerals.grouped(longest)) that "
          + "the model's configuration allows")
    ]
  }
}
