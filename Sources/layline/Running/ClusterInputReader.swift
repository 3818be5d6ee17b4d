import Clusters
import Costing
import Formats
import Models
import Planning
import Plans
import Quantities

/// Reads what a plan of a whole cluster is made from.
struct ClusterInputReader {
  let cluster: Cluster
  /// What is served; at least one, and in the order of the file or table that names them.
  let models: [ServedModel]
  private let options: PlanOptions
  private let clusterReference: PlanInputs.Reference
  private let calibration: Calibration
  private let calibrationReference: PlanInputs.Reference
  private let table: (reference: PlanInputs.Reference, table: WorkerTable)?
  /// In the order of the models; none where only a table knows them.
  private let workloads: [ServedWorkload]
  private let workloadReference: PlanInputs.Reference?

  init(_ options: PlanOptions) throws {
    self.options = options
    let reference = try ClusterReference(options.cluster)
    let cluster = try reference.read()
    self.cluster = cluster
    clusterReference = .init(reference: options.cluster, sha256: Digest.of(try reference.contents()))
    let calibration = CalibrationReference(options.calibration)
    self.calibration = try calibration.read()
    calibrationReference = .init(reference: options.calibration, sha256: Digest.of(try calibration.contents()))
    table = try options.service.workers.map { path in
      let data = try InputDocument.bytes(ofFile: path)
      return (
        .init(reference: path, sha256: Digest.of(data)), try WorkerTable(parsing: data, file: path, cluster: cluster)
      )
    }
    workloadReference = try options.service.workloads.map {
      .init(reference: $0, sha256: Digest.of(try InputDocument.bytes(ofFile: $0)))
    }
    let asked = AskedWorkloads(options: options, table: table?.table)
    workloads = try asked.workloads()
    models = try workloads.isEmpty ? asked.modelsOfTable() : workloads.map(ServedModel.init)
  }

  // MARK: - Workers

  /// The workers to choose from.
  /// - Parameter progress: Called with the share of their rating that is done, from any thread.
  func offers(progress: @escaping @Sendable (Double) -> Void) throws -> WorkerOffers {
    let derates = try options.service.derates()
    if let table { return try WorkerOffers(table.table, models: models, derates: derates) }
    return try WorkerOffers(rating: ratingRequests(), derates: derates, progress: progress)
  }

  /// How workers are rated, for each model; none where a table has the rates.
  private func ratingRequests() throws -> [WorkerRatingRequest] {
    guard table == nil else { return [] }
    let (scheduler, runtime) = try (options.runtime.scheduler(), options.runtime.knownRuntime(of: calibration))
    let limit = try options.goal.gpuLimit()
    let engine = try options.engines.rule()
    return workloads.map { workload in
      var request = WorkerRatingRequest(
        workload, cluster: cluster, overlapsTwoBatches: options.runtime.twoBatchOverlap, scheduler: scheduler,
        runtime: runtime, calibration: calibration)
      request.gpuLimit = limit
      request.engine = engine
      return request
    }
  }

  // MARK: - Inputs

  /// What the plan says that it was made from.
  func inputs(objective: ClusterObjective) throws -> ClusterPlanInputs {
    let derates = try options.service.derates()
    let scheduler = try options.runtime.scheduler()
    return ClusterPlanInputs(
      cluster: clusterReference, calibration: table == nil ? calibrationReference : nil, workers: table?.reference,
      workload: workloadReference,
      serving: ServingSettings(
        runtime: options.runtime.runtime, engine: table == nil ? try options.engines.rule() : nil,
        overlapsTwoBatches: options.runtime.twoBatchOverlap, scheduler: scheduler),
      models: models, objective: objective, gpuLimit: try options.goal.gpuLimit(),
      tolerance: try options.goal.tolerance(), prefillDerate: derates.prefill, decodeDerate: derates.decode,
      spare: try options.service.spareRule())
  }
}

/// What a cluster is asked to serve: by a file, by flags, or by the names in a table of workers.
private struct AskedWorkloads {
  let options: PlanOptions
  let table: WorkerTable?

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
      input: length("--input", workload.lengths.input),
      output: length("--output-tokens", workload.lengths.outputTokens),
      hits: FlagValue.node("--prefix-cache-hit", service.demand.prefixCacheHit))
    let targets = try targets(limitedByDefault: true)
    let name = try options.neededModel()
    return [
      try ServedWorkload(
        WorkloadDescription(
          modelReference: name, weightFormat: try options.precision.weightFormat(),
          cacheFormat: try options.precision.cacheFormat(), traffic: traffic, targets: targets,
          demand: try demand(traffic.outputTokens, targets), speculation: try options.runtime.speculation()),
        model: try options.precision.model(name)
      ).checked(file: "--output-tokens")
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
    let input = try tokens("--input", options.workload.lengths.input)
    let output = try tokens("--output-tokens", options.workload.lengths.outputTokens)
    return try (names.isEmpty ? ["model"] : names).map { name in
      ServedModel(
        name: name, inputTokens: input, outputTokens: output,
        requestsPerSecond: try demand(output, targets)?.requestsPerSecond,
        timeToFirstToken: targets.timeToFirstToken?.value, timePerOutputToken: targets.timePerOutputToken?.value)
    }
  }

  private func checkAgainstFile() throws {
    let others =
      [("--model", options.model), ("--tpot", options.goal.tpot)].compactMap { $1 == nil ? nil : $0 }
      + options.workload.lengths.given + service.demand.given + options.precision.given + options.runtime.draft.given
    if let flag = others.first { throw Diagnostic.besideWorkloads(flag) }
  }

  private func targets(limitedByDefault: Bool) throws -> ServiceTargets {
    ServiceTargets(
      timeToFirstToken: try FlagValue.node("--ttft", service.demand.ttft)?.quantity(Seconds.self),
      timePerOutputToken: try options.goal.timePerOutputToken(limitedByDefault: limitedByDefault))
  }

  private func demand(_ outputTokens: Double?, _ targets: ServiceTargets) throws -> Demand? {
    let rate = try FlagValue.node("--requests-per-second", service.demand.requestsPerSecond)?
      .number(atLeast: 1e-9, atMost: 1e9)
    guard let clients = FlagValue.node("--concurrency", service.demand.concurrency) else {
      return rate.map { Demand(requestsPerSecond: $0) }
    }
    guard rate == nil else {
      throw Diagnostic.flags("--concurrency", "cannot be given with --requests-per-second", "leave one of them out")
    }
    guard let outputTokens else {
      throw Diagnostic.missing("--output-tokens", "give the length of an answer, which --concurrency needs")
    }
    return try Demand(clients: clients, outputTokens: outputTokens, targets: targets)
  }

  private func length(_ flag: String, _ text: String?) throws -> InputNode {
    if let node = FlagValue.node(flag, text) { return node }
    throw Diagnostic.missing(flag, "give --input and --output-tokens, or a file with --workloads")
  }

  private func tokens(_ flag: String, _ text: String?) throws -> Double? {
    try FlagValue.node(flag, text).map { Double(try $0.tokens()) }
  }
}

extension ServedModel {
  init(_ workload: ServedWorkload) {
    self.init(
      workload.description,
      model: .init(reference: workload.modelReference, sha256: Digest.of(workload.model)))
  }
}
