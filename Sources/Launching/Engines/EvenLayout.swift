import Experts
import Plans

/// A worker as engines can run it: equal stages, with equally many GPUs of each machine.
struct EvenLayout {
  /// The degrees of every stage.
  let stage: LaunchedStage
  /// P.
  let stages: Int
  /// GPUs that the worker has on each machine.
  let gpusPerNode: Int
  /// Layers of each stage; `nil` for one stage.
  let partition: [Int]?

  /// - Parameters:
  ///   - worker: The worker to start.
  ///   - engine: The engine with its version, for the message.
  ///   - rule: The layouts that the engine can run.
  /// - Throws: `LayoutNotExpressible`.
  init(_ worker: LaunchedWorker, engine: String, rule: EngineRule) throws {
    var reasons: [String] = []
    if worker.evenStage == nil {
      let degrees = worker.stages.map { "TP\($0.tensorParallel) DP\($0.dataParallel) EP\($0.expertParallel)" }
      reasons.append("its stages differ (\(Self.unique(degrees).joined(separator: ", "))), and all must be alike")
    }
    if worker.gpusPerNode == nil {
      let counts = Set(worker.nodes.map(\.gpus.count)).sorted().map(String.init)
      reasons.append(
        "it has \(counts.joined(separator: " or ")) GPUs of a machine, and as many of each are needed")
    }
    if let stage = worker.evenStage,
      let obstacle = rule.obstacle(
        tensorParallel: stage.tensorParallel, dataParallel: stage.dataParallel, stages: worker.stages.count)
    {
      reasons.append(obstacle)
    }
    guard reasons.isEmpty, let stage = worker.evenStage, let gpusPerNode = worker.gpusPerNode else {
      throw LayoutNotExpressible(engine: engine, rule: rule, worker: worker.name, reasons: reasons)
    }
    self.stage = stage
    self.gpusPerNode = gpusPerNode
    stages = worker.stages.count
    partition = stages > 1 ? worker.stages.map(\.layers.count) : nil
  }

  /// "31,30".
  var partitionText: String? { partition.map { $0.map(String.init).joined(separator: ",") } }

  private static func unique(_ words: [String]) -> [String] {
    words.enumerated().filter { words.firstIndex(of: $0.element) == $0.offset }.map(\.element)
  }
}

extension LaunchedWorker {
  /// The largest number of sequences of a data-parallel rank of a stage in a micro-batch; `nil` where unknown.
  var sequencesPerRank: Int? {
    guard let sequences, let stage = stages.first else { return nil }
    let microBatch = (sequences + microBatches - 1) / microBatches
    return (microBatch + stage.dataParallel - 1) / stage.dataParallel
  }

  /// The places of experts that an engine must be told, with every slot full. `nil` where they are in the default
  /// order, or one rank holds all of them.
  var expertMap: ExpertLocations? {
    guard let experts, let stage = evenStage, stage.expertParallel > 1 else { return nil }
    let full = experts.filled(tokens: expertTokens)
    return full == full.inOrder ? nil : full
  }

  /// Whether experts lie on several ranks, and tokens are sent to them.
  var sendsTokens: Bool { stages.contains { $0.expertParallel > 1 && $0.dataParallel > 1 } }

  /// The deviation of all engines: they keep as many micro-batches in flight as there are stages.
  func pipelineDeviations(engine: String) -> [Deviation] {
    guard microBatches != stages.count, stages.count > 1 || microBatches > 1 else { return [] }
    return [
      Deviation(
        id: .microBatches,
        sentence:
          "\(engine) keeps as many micro-batches in flight as there are stages, \(stages.count), not \(microBatches)",
        effect: .microBatches(stages.count))
    ]
  }

  /// Slots that the plan leaves empty hold copies, as engines want an expert in each.
  func fillingDeviations(engine: String) -> [Deviation] {
    guard let experts else { return [] }
    let full = experts.filled(tokens: expertTokens)
    guard full != experts else { return [] }
    let slots = experts.slots.reduce(0, +)
    return [
      Deviation(
        id: .slotsFilled,
        sentence:
          "slots that the plan leaves empty hold copies of experts: \(engine) wants \(slots) slots full in every "
          + "layer, which is \(experts.redundantWhenFull) copies of \(experts.expertCount) experts",
        effect: .experts(full))
    ]
  }
}
