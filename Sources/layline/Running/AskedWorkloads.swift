import Costing
import Inputs
import Models
import Planning
import Plans
import Quantities

/// What a cluster is asked to serve: by a file, by flags, or by the names in a table of workers.
struct AskedWorkloads {
  private let options: PlanOptions
  private let table: WorkerTable?

  init(_ options: PlanOptions, table: WorkerTable?) {
    self.options = options
    self.table = table
  }

  private var service: ServiceOptions { options.service }

  /// - Returns: None where a table of workers has the rates, whatever the model.
  func workloads() throws -> [ServedWorkload] {
    guard table == nil else { return [] }
    if let file = service.workloads {
      try checkAgainstFile()
      return try ServedWorkload.read(contentsOf: file)
    }
    let workload = options.workload
    let traffic = try Traffic(
      input: length("--input", workload.input), output: length("--output-tokens", workload.outputTokens),
      hits: FlagValue.node("--prefix-cache-hit", service.prefixCacheHit))
    let targets = try targets(limitedByDefault: true)
    let name = try options.neededModel()
    return [
      ServedWorkload(
        WorkloadDescription(
          modelReference: name, weightFormat: try options.precision.weightFormat(),
          cacheFormat: try options.precision.cacheFormat(), traffic: traffic, targets: targets,
          demand: try demand(traffic.outputTokens, targets), speculation: try options.runtime.speculation()),
        model: try options.precision.releasedModel(name))
    ]
  }

  /// The models of a table of workers, those of them that a file asks for, or the one that `--model` names; its rates were
  /// found for some traffic.
  func modelsOfTable() throws -> [ServedModel] {
    if let file = service.workloads {
      try checkAgainstFile()
      return try WorkloadDescription.read(contentsOf: file).map { ServedModel($0, model: nil) }
    }
    let names = options.model.map { [$0] } ?? table?.modelNames ?? []
    let targets = try targets(limitedByDefault: false)
    let input = try tokens("--input", options.workload.input)
    let output = try tokens("--output-tokens", options.workload.outputTokens)
    return try (names.isEmpty ? ["model"] : names).map { name in
      ServedModel(
        name: name, inputTokens: input, outputTokens: output,
        requestsPerSecond: try demand(output, targets)?.requestsPerSecond,
        timeToFirstToken: targets.timeToFirstToken?.value, timePerOutputToken: targets.timePerOutputToken?.value)
    }
  }

  private func checkAgainstFile() throws {
    let given: [(flag: String, isGiven: Bool)] = [
      ("--model", options.model != nil), ("--input", options.workload.input != nil),
      ("--output-tokens", options.workload.outputTokens != nil), ("--prefix-cache-hit", service.prefixCacheHit != nil),
      ("--requests-per-second", service.requestsPerSecond != nil), ("--concurrency", service.concurrency != nil),
      ("--ttft", service.ttft != nil), ("--tpot", options.goal.tpot != nil),
      ("--precision", options.precision.precision != nil), ("--kv-precision", options.precision.cachePrecision != nil),
      ("--draft-tokens", options.runtime.draftTokens != nil),
    ]
    guard let other = given.first(where: \.isGiven) else { return }
    throw Diagnostic(
      id: "flags-conflict", file: other.flag, found: "it together with --workloads",
      expected: "one of them: the file says it for each of its workloads")
  }

  private func targets(limitedByDefault: Bool) throws -> ServiceTargets {
    ServiceTargets(
      timeToFirstToken: try FlagValue.node("--ttft", service.ttft)?.quantity(Seconds.self),
      timePerOutputToken: try options.goal.timePerOutputToken(limitedByDefault: limitedByDefault))
  }

  private func demand(_ outputTokens: Double?, _ targets: ServiceTargets) throws -> Demand? {
    let rate = try FlagValue.node("--requests-per-second", service.requestsPerSecond)?
      .number(atLeast: 1e-9, atMost: 1e9)
    guard let clients = FlagValue.node("--concurrency", service.concurrency) else {
      return rate.map { Demand(requestsPerSecond: $0) }
    }
    guard rate == nil else {
      throw Diagnostic(
        id: "flags-conflict", file: "--concurrency", found: "both it and --requests-per-second",
        expected: "one of them")
    }
    guard let outputTokens else {
      throw Diagnostic(
        id: "missing-flag", file: "--output-tokens", found: "nothing", expected: "a length, for --concurrency")
    }
    return try Demand(clients: clients, outputTokens: outputTokens, targets: targets)
  }

  private func length(_ flag: String, _ text: String?) throws -> InputNode {
    if let node = FlagValue.node(flag, text) { return node }
    throw Diagnostic(
      id: "missing-flag", file: flag, found: "nothing",
      expected: "--input and --output-tokens, or a file with --workloads")
  }

  private func tokens(_ flag: String, _ text: String?) throws -> Double? {
    try FlagValue.node(flag, text).map { Double(try $0.integer(atLeast: 1, atMost: 1 << 32)) }
  }
}

extension ServedModel {
  init(_ workload: ServedWorkload) {
    self.init(
      workload.description,
      model: .init(reference: workload.modelReference, sha256: Digest.of(workload.model)))
  }
}
