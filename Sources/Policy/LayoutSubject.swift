import Clusters
import Costing
import Formats
import Optimization
import Planning
import Plans
import Quantities

/// A layout given in the policy, under its traffic, as `layline predict` predicts it.
struct LayoutSubject: PolicySubject {
  static let keys = [
    "name", "model", "cluster", "calibration", "precision", "kv-precision", "allow-long-context", "input",
    "output-tokens",
    "prefix-cache-hit",
    "requests-per-second", "concurrency", "draft-tokens", "acceptance", "runtime", "two-batch-overlap",
    "steps-between-admissions", "most-sequences", "layout", "limits", "baseline",
  ]
  private static let groupKeys = [
    "workers", "tensor-parallel", "data-parallel", "expert-parallel", "pipeline-parallel", "redundant-experts",
  ]
  static let quantities: [LimitedQuantity] = [
    .timePerOutputToken, .timeToFirstToken, .memoryHeadroom, .served, .requestsPerSecond, .tokensPerSecond,
    .tokensPerSecondPerGPU, .tokensPerSecondPerUser, .sequences, .gpus, .costPerMillionTokens, .costPerHour,
  ]

  let name = "the layout of the policy"
  let limits: LimitList
  let source: DeploymentSource
  private let node: InputNode

  init(_ source: DeploymentSource) throws {
    self.source = source
    node = source.node
    try node.allowOnly(Self.keys)
    limits = try LimitList(
      node.optional("limits"), known: Self.quantities, subject: "a layout under its traffic", modes: [.restart])
  }

  var demandKey: String? { node.value(at: "requests-per-second") == nil ? nil : "requests-per-second" }

  func evaluate(_ optimizer: any Optimizer, explaining: Bool) throws -> Evaluation {
    let request = try request()
    if let refusal = try DeploymentCheck(request).refusal() ?? ServingCapacity(request).refusal() {
      return Evaluation(refusal: refusal, isChosen: false)
    }
    let figures = ServedFigures(request: request)
    return Evaluation(
      layout: words(request.deployment), figures: try figures.figures(), isChosen: false,
      afterFailure: try limits.survival.map { try figures.worst(after: $0.rule.unit) })
  }

  private func words(_ deployment: Deployment) -> String {
    func words(_ group: WorkerGroup, _ role: String) -> String {
      "\(group.workers) × \(role)\(WorkerLayout.name(group)), \(group.gpusPerWorker) GPUs each"
    }
    switch deployment {
    case .aggregated(let group), .decodeOnly(let group), .prefillOnly(let group): return words(group, "")
    case .disaggregated(let prefill, let decode):
      return "\(words(prefill, "prefill ")); \(words(decode, "decode "))"
    }
  }

  // MARK: - The request

  private func request() throws -> ServingRequest {
    let calibration = try source.calibrationReference().read()
    let settings = try RuntimeSettings(node, calibration: calibration)
    let cluster = try source.cluster()
    let layout = try node.required("layout")
    let pool = try pool(layout.optional("pool"), cluster)
    let (model, traffic) = (try source.model(), try traffic())
    try source.check(model, length: traffic.longestSequence)
    return ServingRequest(
      model: model, cluster: cluster, poolIndex: pool,
      prefillPoolIndex: try layout.optional("prefill-pool").map { try self.pool($0, cluster) } ?? pool,
      deployment: try deployment(layout), traffic: traffic, cacheFormat: try source.cacheFormat(),
      speculation: try Speculation(
        draft: node.optional("draft-tokens"), acceptance: node.optional("acceptance"), of: node),
      overlapsTwoBatches: settings.overlapsTwoBatches, scheduler: settings.scheduler, runtime: settings.runtime,
      calibration: calibration)
  }

  private func pool(_ node: InputNode?, _ cluster: Cluster) throws -> Int {
    let names = cluster.pools.map(\.name)
    guard let node else {
      guard names.count > 1 else { return 0 }
      let layout = try self.node.required("layout")
      throw Diagnostic(
        id: .missingPool, file: layout.file, key: layout.path(to: "pool"), line: layout.line,
        found: "no name, and \(names.count) pools", expected: "one of \(names.joined(separator: ", "))")
    }
    if let index = names.firstIndex(of: try node.text()) { return index }
    throw node.fault(.unknownPool, expected: "one of \(names.joined(separator: ", "))")
  }

  private func deployment(_ layout: InputNode) throws -> Deployment {
    let (prefill, decode) = (try layout.optional("prefill"), try layout.optional("decode"))
    guard prefill != nil || decode != nil else {
      try layout.allowOnly(Self.groupKeys + ["pool"])
      return .aggregated(try group(layout))
    }
    try layout.allowOnly(["prefill", "decode", "pool", "prefill-pool"])
    let (first, second) = (try layout.required("prefill"), try layout.required("decode"))
    for part in [first, second] { try part.allowOnly(Self.groupKeys) }
    return .disaggregated(prefill: try group(first), decode: try group(second))
  }

  private func group(_ node: InputNode) throws -> WorkerGroup {
    func degree(_ key: String, least: Int = 1) throws -> Int {
      try node.optional(key)?.integer(atLeast: least, atMost: 1 << 14) ?? least
    }
    return WorkerGroup(
      workers: try degree("workers"), tensorParallel: try degree("tensor-parallel"),
      dataParallel: try degree("data-parallel"), pipelineParallel: try degree("pipeline-parallel"),
      expertParallel: try degree("expert-parallel"), redundantExperts: try degree("redundant-experts", least: 0))
  }

  private func traffic() throws -> Traffic {
    var traffic = try Traffic(
      input: node.required("input", expected: "tokens of a prompt"),
      output: node.required("output-tokens", expected: "tokens generated for a prompt"),
      hits: node.optional("prefix-cache-hit"))
    let rate = try node.optional("requests-per-second")?.number(atLeast: 1e-9, atMost: 1e9)
    let clients = try node.optional("concurrency")?.integer(atLeast: 1, atMost: 1 << 24)
    switch (clients, rate) {
    case (let clients?, nil): traffic.load = .concurrency(Double(clients))
    case (nil, let rate?): traffic.load = .requestsPerSecond(rate)
    default:
      throw Diagnostic(
        id: .conflict, file: node.file, key: node.path(to: "concurrency"), line: node.line,
        found: clients == nil ? "nothing about how much traffic there is" : "both concurrency and requests-per-second",
        expected: "exactly one of concurrency and requests-per-second")
    }
    return traffic
  }
}
