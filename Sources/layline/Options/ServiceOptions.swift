import ArgumentParser
import Costing
import Formats
import Planning
import Plans
import Quantities

/// What a whole cluster is to serve: any of these makes `layline plan` decide what all of its GPUs do.
struct ServiceOptions: ParsableArguments {
  @OptionGroup var demand: DemandOptions

  @Option(
    name: [.long, .customLong("workload")],
    help: "A YAML file of several models with their own lengths, demands and targets.", completion: .yamlFiles)
  var workloads: String?

  @Option(
    help: ArgumentHelp(
      "A table of worker rates instead of predicted ones: "
        + WorkerTable.columns.joined(separator: ",") + " (layline workers --csv prints one)."), completion: .csvFiles)
  var workers: String?

  @Option(parsing: .unconditional, help: "Of a prefill worker's rate, what is counted on.")
  var prefillDerate: String?

  @Option(parsing: .unconditional, help: "Of a decode worker's rate, what is counted on.")
  var decodeDerate: String?

  @Option(
    help: "What may fail, any one at a time, without the demand being missed: gpu, node or rack.",
    completion: .words(SpareRule.Unit.self))
  var spare: String?

  @Option(
    help: "What becomes of workers that a failure stops: survivors (the rest serves the demand) or restart.",
    completion: .words(SpareRule.Mode.self))
  var spareMode: String?

  /// - Throws: `Diagnostic` that names the flag at fault.
  func spareRule() throws -> SpareRule? {
    let mode = try FlagValue.node("--spare-mode", spareMode)?.choice(SpareRule.Mode.self)
    guard let unit = try FlagValue.node("--spare", spare)?.choice(SpareRule.Unit.self) else {
      guard mode == nil else {
        throw Diagnostic.flags("--spare-mode", "has no effect without --spare", "add --spare gpu, node or rack")
      }
      return nil
    }
    return SpareRule(unit: unit, mode: mode ?? .survivors)
  }

  func derates() throws -> (prefill: Double, decode: Double) {
    (try derate("--prefill-derate", prefillDerate), try derate("--decode-derate", decodeDerate))
  }

  private func derate(_ flag: String, _ text: String?) throws -> Double {
    guard let share = try FlagValue.node(flag, text)?.share() else { return 1 }
    guard share > 0 else {
      throw Diagnostic(id: .outOfRange, file: flag, found: "0", expected: "a share above zero")
    }
    return share
  }
}

/// What a cluster is to serve of one model; a file of workloads says it for several.
struct DemandOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Requests per second to serve; as many as possible without it.")
  var requestsPerSecond: String?

  @Option(
    parsing: .unconditional,
    help: "Clients that each have one request at a time, instead of --requests-per-second; needs --ttft and --tpot.")
  var concurrency: String?

  @Option(parsing: .unconditional, help: "Slowest time to the first token, with its unit; without it any.")
  var ttft: String?

  @Option(parsing: .unconditional, help: "Share of prompt tokens found in a prefix cache: 0.5 or \"50 %\".")
  var prefixCacheHit: String?
}
