import ArgumentParser
import Clusters
import Costing
import Formats
import FoundationEssentials
import Models
import Planning
import Plans
import Reporting

/// The flags of `layline predict`.
struct PredictOptions: ParsableArguments {
  @Option(
    help: "A config.json, a folder that holds one, or a name of the catalogue (layline model list).",
    completion: .models)
  var model: String

  @Option(
    help: ArgumentHelp(
      "A cluster file, the name of one that ships with layline (layline cluster list), or words such as \"8x8 H200-SXM\"."
    ),
    completion: .clusters)
  var cluster: String

  @OptionGroup(title: "Deployment") var deployment: DeploymentOptions
  @OptionGroup(title: "Traffic") var traffic: TrafficOptions
  @OptionGroup(title: "Runtime") var runtime: RuntimeOptions
  @OptionGroup(title: "Precision") var precision: PrecisionOptions

  @Option(help: "Efficiencies and overheads: default, ideal (peak rooflines) or a file.", completion: .calibrations)
  var calibration = "default"

  @Flag(help: "Print the prediction as JSON.")
  var json = false

  @Option(help: "Write the prediction as JSON to this file.", completion: .jsonFiles)
  var output: String?

  @Flag(help: "Print the derivations of TTFT and TPOT after the prediction.")
  var explain = false

  func validate() throws {
    guard !json || !explain else {
      throw ValidationError("--explain is text; the derivations are in what --json prints")
    }
  }

  /// The file of `--output`, looked at before any work is done.
  func outputFile() throws -> OutputFile? { try output.map { try OutputFile(flag: "--output", path: $0) } }
}

/// Who serves: workers that do everything, or workers for prefill and others for decode.
struct DeploymentOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Workers, each with a copy of the model.")
  var workers: String?

  @Option(parsing: .unconditional, help: "Ranks that share one sequence's attention.")
  var tensorParallel: String?

  @Option(parsing: .unconditional, help: "Groups of ranks of a worker that hold different sequences.")
  var dataParallel: String?

  @Option(
    parsing: .unconditional,
    help: "Groups of ranks that hold different experts; divides tensor × data parallelism. 1 slices every expert.")
  var expertParallel: String?

  @Option(parsing: .unconditional, help: "Stages of a worker's pipeline.")
  var pipelineParallel: String?

  @Option(parsing: .unconditional, help: "Copies of experts beyond one of each, in every layer.")
  var redundantExperts: String?

  @Option(
    parsing: .unconditional,
    help: "Workers for prefill alone, with --decode: workers=4,dp=4,ep=4 (also tp, pp, redundant).")
  var prefill: String?

  @Option(parsing: .unconditional, help: "Workers for decode alone, with --prefill.")
  var decode: String?

  @Option(help: "The pool of the cluster that serves; needed where there are several.")
  var pool: String?

  @Option(help: "The pool that does prefill, with --prefill; that of --pool by default.")
  var prefillPool: String?

  /// - Throws: `Diagnostic` that names the flag at fault.
  func deployment() throws -> Deployment {
    let degrees = try aggregatedDegrees()
    guard let prefill, let decode else {
      guard prefill == nil, decode == nil else {
        let (flag, other) = prefill == nil ? ("--decode", "--prefill") : ("--prefill", "--decode")
        throw Diagnostic.flags(flag, "has no effect without \(other)", "add \(other), with the workers that do it")
      }
      guard prefillPool == nil else {
        throw Diagnostic.flags("--prefill-pool", "has no effect without --prefill and --decode", "use --pool")
      }
      return .aggregated(WorkerGroup(degrees))
    }
    guard let first = Degree.allCases.first(where: { degrees[$0] != nil }) else {
      return .disaggregated(
        prefill: try WorkerGroupList(flag: "--prefill", prefill).group,
        decode: try WorkerGroupList(flag: "--decode", decode).group)
    }
    throw Diagnostic.flags(
      first.flag, "cannot be given with --prefill and --decode", "write degrees into their lists, as in --prefill tp=8")
  }

  /// Indices of the pools that decode and do prefill.
  /// - Throws: `Diagnostic` "unknown-pool" or "missing-pool".
  func pools(of cluster: Cluster) throws -> (decode: Int, prefill: Int) {
    let decode = try index("--pool", pool, cluster) ?? onlyPool(cluster)
    return (decode, try index("--prefill-pool", prefillPool, cluster) ?? decode)
  }

  private func aggregatedDegrees() throws -> [Degree: Int] {
    let written: [(Degree, String?)] = [
      (.workers, workers), (.tensor, tensorParallel), (.data, dataParallel), (.expert, expertParallel),
      (.pipeline, pipelineParallel), (.redundant, redundantExperts),
    ]
    var values: [Degree: Int] = [:]
    for case (let degree, let text?) in written {
      values[degree] = try DegreeValue.read(degree, text, flag: degree.flag)
    }
    return values
  }

  private func index(_ flag: String, _ name: String?, _ cluster: Cluster) throws -> Int? {
    guard let name else { return nil }
    if let index = cluster.pools.firstIndex(where: { $0.name == name }) { return index }
    throw Diagnostic(id: .unknownPool, file: flag, found: "\"\(name)\"", expected: "one of \(Self.names(cluster))")
  }

  private func onlyPool(_ cluster: Cluster) throws -> Int {
    guard cluster.pools.count > 1 else { return 0 }
    throw Diagnostic(
      id: .missingPool, file: "--pool", found: "no name, and \(cluster.pools.count) pools in \(cluster.file)",
      expected: "one of \(Self.names(cluster))")
  }

  private static func names(_ cluster: Cluster) -> String { cluster.pools.map(\.name).joined(separator: ", ") }
}

extension PredictOptions {
  /// Reads every input.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request() throws -> (request: ServingRequest, names: ServingNames) {
    let deployed = try deployment.deployment()
    let model = try precision.model(self.model)
    let traffic = try traffic.traffic()
    try model.check(length: traffic.longestSequence, file: "--output-tokens")
    let clusterReference = try ClusterReference(cluster)
    let calibrationReference = CalibrationReference(calibration)
    let figures = try calibrationReference.read()
    let cluster = try clusterReference.read()
    let pools = try deployment.pools(of: cluster)
    let request = ServingRequest(
      model: model, cluster: cluster, poolIndex: pools.decode, prefillPoolIndex: pools.prefill, deployment: deployed,
      traffic: traffic, cacheFormat: try precision.cacheFormat(), speculation: try runtime.speculation(),
      overlapsTwoBatches: runtime.twoBatchOverlap, scheduler: try runtime.scheduler(),
      runtime: try runtime.knownRuntime(of: figures), calibration: figures)
    let names = ServingNames(
      model: .init(reference: self.model, sha256: Digest.of(model)), weightFormat: try precision.weightFormat(),
      cluster: .init(reference: self.cluster, sha256: Digest.of(try clusterReference.contents())),
      calibration: .init(reference: calibration, sha256: Digest.of(try calibrationReference.contents())))
    return (request, names)
  }
}

/// What a deployment is asked to serve.
struct TrafficOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Tokens of a prompt.")
  var input: String

  @Option(parsing: .unconditional, help: "Tokens generated for a prompt, 2 or more.")
  var outputTokens: String

  @Option(parsing: .unconditional, help: "Clients that each send their next request when the last is answered.")
  var concurrency: String?

  @Option(parsing: .unconditional, help: "Arrivals per second, instead of --concurrency.")
  var requestsPerSecond: String?

  @Option(
    parsing: .unconditional,
    help: "Requests of a run with --concurrency, whose start weighs more the shorter it is; endless by default.")
  var requests: String?

  @Option(parsing: .unconditional, help: "Share of prompt tokens found in a prefix cache: 0.5 or \"50 %\".")
  var prefixCacheHit: String?

  /// - Throws: `Diagnostic` that names the flag at fault.
  func traffic() throws -> Traffic {
    var traffic = try Traffic(
      input: FlagValue.given("--input", input), output: FlagValue.given("--output-tokens", outputTokens),
      hits: FlagValue.node("--prefix-cache-hit", prefixCacheHit))
    traffic.load = try load()
    traffic.requests = try runLength()
    return traffic
  }

  private func load() throws -> Traffic.Load {
    let clients = try FlagValue.node("--concurrency", concurrency)?.integer(atLeast: 1, atMost: 1 << 24)
    let rate = try FlagValue.node("--requests-per-second", requestsPerSecond)?.number(atLeast: 1e-9, atMost: 1e9)
    switch (clients, rate) {
    case (let clients?, nil): return .concurrency(Double(clients))
    case (nil, let rate?): return .requestsPerSecond(rate)
    case (nil, nil):
      throw Diagnostic.missing(
        "--concurrency", "give it or --requests-per-second, to say how much traffic there is")
    default:
      throw Diagnostic.flags("--concurrency", "cannot be given with --requests-per-second", "leave one of them out")
    }
  }

  private func runLength() throws -> Double? {
    guard let count = try FlagValue.node("--requests", requests)?.integer(atLeast: 1, atMost: 1 << 40) else {
      return nil
    }
    guard concurrency != nil else {
      throw Diagnostic.flags(
        "--requests", "has no effect with --requests-per-second, whose arrivals go on for ever",
        "leave it out, or use --concurrency")
    }
    return Double(count)
  }
}

/// Workers written as a list: "workers=4,dp=4,ep=4".
private struct WorkerGroupList {
  let group: WorkerGroup

  private static let form = "a list such as workers=4,tp=8"

  /// - Parameters:
  ///   - flag: "--prefill": what messages name as the place.
  ///   - text: The list; a degree that it leaves out is 1, and there are no redundant experts.
  /// - Throws: `Diagnostic` that names flag and key.
  init(flag: String, _ text: String) throws {
    var values: [Degree: Int] = [:]
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard words.count == 2 else {
        throw Diagnostic(id: .wrongType, file: flag, found: "\"\(text)\"", expected: Self.form)
      }
      guard let degree = Degree(rawValue: words[0]) else {
        let known = Degree.allCases.map(\.rawValue).joined(separator: ", ")
        throw Diagnostic(
          id: .unknownKey, file: flag, key: words[0], found: "an unknown key", expected: "one of \(known)")
      }
      guard values[degree] == nil else {
        throw Diagnostic(
          id: .duplicateKey, file: flag, key: words[0], problem: "is given twice", advice: "leave one of them out")
      }
      values[degree] = try DegreeValue.read(degree, words[1], flag: flag, key: words[0])
    }
    group = WorkerGroup(values)
  }
}

extension WorkerGroup {
  /// What is not given is 1, and there are no redundant experts.
  init(_ values: [Degree: Int]) {
    self.init(
      workers: values[.workers] ?? 1, tensorParallel: values[.tensor] ?? 1, dataParallel: values[.data] ?? 1,
      pipelineParallel: values[.pipeline] ?? 1, expertParallel: values[.expert] ?? 1,
      redundantExperts: values[.redundant] ?? 0)
  }
}
