import Costing
import Quantities
import Topology

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
    loadWarnings + calibrationWarnings + domainWarnings + contextWarnings
  }

  private var loadWarnings: [ServingWarning] {
    guard case .concurrency = request.traffic.load else { return [] }
    var warnings: [ServingWarning] = []
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

  private var domainWarnings: [ServingWarning] {
    let groups: [(WorkerGroup, Pool)] =
      switch request.deployment {
      case .aggregated(let group), .decodeOnly(let group): [(group, pool)]
      case .prefillOnly(let group): [(group, prefillPool)]
      case .disaggregated(let prefill, let decode): [(prefill, prefillPool), (decode, pool)]
      }
    guard groups.contains(where: { $0.gpusPerWorker > $1.gpusPerDomain }) else { return [] }
    return [
      ServingWarning(
        id: "worker-across-domains",
        sentence: "a worker lies in several scale-up domains, which few measured runs do: trust its times less")
    ]
  }

  private var contextWarnings: [ServingWarning] {
    let tokens = Int((request.traffic.inputTokens + request.traffic.outputTokens).rounded(.up))
    guard let longest = request.model.maximumContext, tokens > longest else { return [] }
    return [
      ServingWarning(
        id: "context-beyond-model",
        sentence: "sequences of \(Numerals.grouped(tokens)) tokens are longer than the \(Numerals.grouped(longest)) that "
          + "the model's configuration allows")
    ]
  }
}
