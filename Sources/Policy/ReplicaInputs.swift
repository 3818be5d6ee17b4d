import Experts
import Clusters
import Costing
import Formats
import Models
import Optimization
import Planning
import Plans
import Quantities

/// The inputs of a plan of one replica, by the keys of a deployment.
struct ReplicaInputs {
  let source: DeploymentSource
  private var node: InputNode { source.node }

  /// The workloads: one for each context, or one for the lengths.
  /// - Throws: `Diagnostic` where neither is given, or both are.
  func workloads() throws -> [Workload] {
    let contexts = try contexts()
    return try contexts.isEmpty ? [workload(context: nil)] : contexts.map { try workload(context: $0) }
  }

  /// A request that keeps limits.
  /// - Throws: `Diagnostic` where an input is missing or wrong.
  func request(_ limits: LimitList) throws -> PlanRequest {
    let (cluster, calibration) = (try source.clusterReference(), try source.calibrationReference())
    let model = try source.model()
    let workload = try workload(context: contexts().max())
    try source.check(model, length: workload.peakContext)
    let load = try source.reference("expert-load").map { try ExpertLoad(contentsOf: $0, model: model) }
    var request = PlanRequest(
      model: model, cluster: try source.cluster(), workload: workload,
      calibration: try calibration.read(), expertLoad: load, redundancy: try redundancy(), goal: try goal(limits),
      references: PlanReferences(
        model: .init(reference: try source.reference("model") ?? "", sha256: Digest.of(model)),
        weightFormat: try source.weightFormat(),
        cluster: .init(reference: try source.reference("cluster") ?? "", sha256: Digest.of(try cluster.contents())),
        calibration: .init(
          reference: try source.reference("calibration") ?? "default", sha256: Digest.of(try calibration.contents())),
        expertLoad: nil))
    request.engine = try source.engine()
    return request
  }

  /// The contexts; empty where lengths are given.
  private func contexts() throws -> [Int] {
    guard let context = try node.optional("context") else { return [] }
    guard case .list(let items) = context.content else { return [try context.tokens()] }
    guard !items.isEmpty else { throw context.fault(.outOfRange, expected: "at least one context") }
    return try items.map { try $0.tokens() }
  }

  private func workload(context: Int?) throws -> Workload {
    let lengths = (try node.optional("input")?.tokens(), try node.optional("output-tokens")?.tokens())
    let format = try source.cacheFormat()
    switch (context, lengths.0, lengths.1) {
    case (let context?, nil, nil): return try Workload(context: context, cacheFormat: format)
    case (nil, let input?, let output?):
      return try Workload(inputTokens: input, outputTokens: output, cacheFormat: format)
    default:
      throw Diagnostic(
        id: .conflict, file: node.file, key: node.path(to: "context"), line: node.line,
        found: context == nil ? "neither a context nor both lengths" : "a context beside input or output",
        expected: "either context, or input and output")
    }
  }

  private func goal(_ limits: LimitList) throws -> Goal {
    let demand = try node.optional("tokens-per-second")?.number(atLeast: 1e-9)
    let objective = try node.optional("objective")?.choice(Objective.self) ?? usualObjective(limits, demand)
    return try Goal(
      objective: objective, timePerOutputToken: limits.kept(.timePerOutputToken).map { Seconds($0) },
      batch: node.optional("batch")?.integer(atLeast: 1, atMost: 1 << 32), tokensPerSecond: demand,
      gpuLimit: limits.kept(.gpus).map { Int($0) }, tolerance: try node.optional("gap")?.share() ?? 0.005)
  }

  /// What a limit asks to be small is made small; else the most is made of all GPUs.
  private func usualObjective(_ limits: LimitList, _ demand: Double?) -> Objective {
    if demand != nil { return .gpus }
    let ofGPU: [LimitedQuantity] = [.costPerMillionTokens, .tokensPerSecondPerGPU]
    return limits[.tokensPerSecond] == nil && ofGPU.contains { limits[$0] != nil } ? .cost : .throughput
  }

  private func redundancy() throws -> ExpertRedundancy {
    guard let copies = try node.optional("redundant-experts") else { return .automatic }
    return .copies(try copies.integer(atLeast: 0, atMost: 1 << 14))
  }
}

/// A deployment of a policy: a question to plan, a layout given in the policy, or a saved plan.
protocol PolicySubject {
  /// The subject of the judgement: "the best layout of one replica".
  var name: String { get }
  /// The deployment, completed by a saved plan where the policy is silent.
  var source: DeploymentSource { get }
  /// What must be kept.
  var limits: LimitList { get }
  /// The key of the demand, where one must be served.
  var demandKey: String? { get }
  /// Evaluates the deployment within the limits that are constraints of a search.
  /// - Parameter explaining: Whether a refusal is explained and quantified, which takes longer than the refusal.
  /// - Throws: `Diagnostic` where an input is missing or wrong.
  func evaluate(_ optimizer: any Optimizer, explaining: Bool) throws -> Evaluation
}

/// The runtime settings of a deployment, from keys named like the flags.
struct RuntimeSettings {
  let runtime: String?
  let overlapsTwoBatches: Bool
  let scheduler: SchedulerSettings

  /// - Throws: `Diagnostic` for a runtime that the calibration does not know, and for values that cannot be read.
  init(_ node: InputNode, calibration: Calibration) throws {
    func count(_ key: String) throws -> Double? {
      try node.optional(key).map { Double(try $0.integer(atLeast: 1, atMost: 1 << 24)) }
    }
    overlapsTwoBatches = try node.optional("two-batch-overlap")?.boolean() ?? false
    scheduler = SchedulerSettings(
      stepsBetweenAdmissions: try count("steps-between-admissions"), mostSequencesPerRank: try count("most-sequences"))
    let named = try node.optional("runtime")
    runtime = try named?.text()
    if let named, let runtime, !calibration.knowsRuntime(runtime) {
      do {
        _ = try calibration.figures(forRuntime: runtime)
      } catch let fault as Diagnostic {
        throw named.fault(fault.id, expected: fault.expected, advice: fault.advice)
      }
    }
  }
}
