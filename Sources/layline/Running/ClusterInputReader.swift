import Costing
import Foundation
import Inputs
import Models
import Planning
import Plans
import Quantities
import Topology

/// Reads what a plan of a whole cluster is made from.
struct ClusterInputReader {
  let cluster: Cluster
  private let options: PlanOptions
  private let clusterReference: PlanInputs.Reference
  private let calibration: Calibration
  private let calibrationReference: PlanInputs.Reference
  private let table: (reference: PlanInputs.Reference, table: WorkerTable)?

  /// A model to serve, and how it was read; the architecture is missing where a table has the rates of its workers.
  struct Model {
    let served: ServedModel
    let architecture: ModelArchitecture?
  }

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
  }

  // MARK: - Models

  func models() throws -> [Model] {
    if let table, options.model == nil {
      let names = table.table.modelNames
      return try (names.isEmpty ? ["the model"] : names).map { Model(served: try served($0), architecture: nil) }
    }
    let name = try options.neededModel()
    guard table == nil else { return [Model(served: try served(name), architecture: nil)] }
    let model = try options.precision.releasedModel(name)
    return [
      Model(
        served: try served(name, reference: .init(reference: name, sha256: Digest.of(model))), architecture: model)
    ]
  }

  private func served(_ name: String, reference: PlanInputs.Reference? = nil) throws -> ServedModel {
    let lengths = try lengths()
    let output = lengths?.output
    // Rates of a table were found for targets of their own.
    let targets = try (
      options.service.timeToFirstToken(), options.goal.timePerOutputToken(limitedByDefault: table == nil)
    )
    return ServedModel(
      name: name, model: reference, weightFormat: reference == nil ? nil : try options.precision.weightFormat(),
      cacheFormat: reference == nil ? nil : try options.precision.cacheFormat(), inputTokens: lengths?.input,
      outputTokens: output, prefixCacheHitRate: try hits(),
      requestsPerSecond: try demand(targets, output), timeToFirstToken: targets.0?.value,
      timePerOutputToken: targets.1?.value)
  }

  private func lengths() throws -> (input: Double, output: Double)? {
    let workload = options.workload
    guard workload.input != nil || workload.outputTokens != nil || table == nil else { return nil }
    func tokens(_ flag: String, _ text: String?, atLeast least: Int) throws -> Double {
      guard let node = FlagValue.node(flag, text) else {
        throw Diagnostic(
          id: "missing-flag", file: flag, found: "no length",
          expected: "the tokens of a prompt and of its output: --input and --output-tokens")
      }
      return Double(try node.integer(atLeast: least, atMost: 1 << 32))
    }
    return (
      try tokens("--input", workload.input, atLeast: 1),
      try tokens("--output-tokens", workload.outputTokens, atLeast: 2)
    )
  }

  private func hits() throws -> Double? {
    guard let share = try FlagValue.node("--prefix-cache-hit", options.service.prefixCacheHit)?.share() else {
      return nil
    }
    guard share < 1 else {
      throw Diagnostic(
        id: "out-of-range", file: "--prefix-cache-hit", found: "all of a prompt",
        expected: "a share below 1: the last token of a prompt is always computed")
    }
    return share
  }

  /// c clients that wait for each answer ask c / (TTFT + outputs × TPOT) times a second (Little's law).
  private func demand(_ targets: (Seconds?, Seconds?), _ outputTokens: Double?) throws -> Double? {
    guard let clients = try options.service.clients() else { return try options.service.rate() }
    func conflict(_ found: String, _ expected: String) -> Diagnostic {
      Diagnostic(id: "flags-conflict", file: "--concurrency", found: found, expected: expected)
    }
    guard options.service.requestsPerSecond == nil else {
      throw conflict("both it and --requests-per-second", "one of them")
    }
    guard let first = targets.0, let each = targets.1, let outputTokens else {
      throw conflict(
        "it without --ttft, --tpot or --output-tokens", "all three: how often a client asks follows from them")
    }
    return clients / (first.value + (outputTokens - 1) * each.value)
  }

  // MARK: - Workers

  func offers(_ models: [Model], progress: @escaping @Sendable (Double) -> Void) throws -> [OfferedWorker] {
    let derates = try options.service.derates()
    if let table {
      return try models.indices.flatMap { index in
        try table.table.rows(of: models[index].served, isOnly: models.count == 1).map {
          OfferedWorker($0, model: index, derate: $0.role == .prefill ? derates.prefill : derates.decode)
        }
      }
    }
    return try models.indices.flatMap { index -> [OfferedWorker] in
      guard let architecture = models[index].architecture else { return [] }
      let rates = try WorkerRater(rating(models[index].served, architecture)).rates {
        progress((Double(index) + $0) / Double(models.count))
      }
      return rates.undominated.map {
        OfferedWorker(
          $0, model: index, derate: $0.role == .prefill ? derates.prefill : derates.decode,
          handover: rates.handovers[$0.poolIndex])
      }
    }
  }

  private func rating(_ served: ServedModel, _ architecture: ModelArchitecture) throws -> WorkerRatingRequest {
    WorkerRatingRequest(
      model: architecture, cluster: cluster,
      traffic: Traffic(
        inputTokens: served.inputTokens ?? 1, outputTokens: served.outputTokens ?? 2,
        prefixCacheHitRate: served.prefixCacheHitRate ?? 0, load: .requestsPerSecond(1)),
      targets: ServiceTargets(
        timeToFirstToken: served.timeToFirstToken.map { Seconds($0) },
        timePerOutputToken: served.timePerOutputToken.map { Seconds($0) }),
      cacheFormat: served.cacheFormat, calibration: calibration, gpuLimit: try options.goal.gpuLimit())
  }

  // MARK: - Inputs

  func inputs(_ models: [ServedModel], objective: ClusterObjective) throws -> ClusterPlanInputs {
    let derates = try options.service.derates()
    return ClusterPlanInputs(
      cluster: clusterReference, calibration: table == nil ? calibrationReference : nil, workers: table?.reference,
      models: models, objective: objective.rawValue, gpuLimit: try options.goal.gpuLimit(),
      tolerance: try options.goal.tolerance(), prefillDerate: derates.prefill, decodeDerate: derates.decode,
      spare: try options.service.spareRule())
  }
}
