import Models
import Plans

/// Compares two plans of a cluster.
public struct ClusterPlanDifferencer: Sendable {
  private let before: ComparedPlan<ClusterPlan>
  /// With its ranks as they are written.
  private let written: ComparedPlan<ClusterPlan>
  private let after: ComparedPlan<ClusterPlan>

  /// - Parameters:
  ///   - before: The plan that runs.
  ///   - after: The plan that is to run.
  ///   - renumbers: Whether ranks of the latter take other numbers where less is to be loaded so.
  public init(before: ComparedPlan<ClusterPlan>, after: ComparedPlan<ClusterPlan>, renumbers: Bool = true) {
    self.before = before
    written = after
    self.after = renumbers ? after.numbered(as: before) : after
  }

  public var difference: PlanDifference {
    let (old, new) = (before.document, after.document)
    let weights = weights
    return PlanDifference(
      compares: ClusterPlan.formatVersion, before: before.reference, after: after.reference,
      inputs: ClusterInputChanges(before, after).changes,
      workers: WorkerComparison(before: old, after: new, areSameMachines: areSameMachines).changes, gpus: gpus,
      weights: weights.movement, weightsUnknown: weights.fault,
      figures: FigureComparison(before: ClusterFigures(old).all, after: ClusterFigures(new).all).changes)
  }

  private var areSameMachines: Bool { SameMachines.are(before.readings, after.readings) }

  private var gpus: GPUChanges? {
    let clusters = (before.readings.cluster.value, after.readings.cluster.value)
    // Places tell only where both clusters have some.
    let areRead = clusters.0 != nil && clusters.1 != nil
    return GPUSorting(
      before: WorkerHolding(before.document, cluster: areRead ? clusters.0 : nil).roles,
      after: WorkerHolding(after.document, cluster: areRead ? clusters.1 : nil).roles, areSameMachines: areSameMachines
    ).changes
  }

  private var weights: (movement: WeightMovement?, fault: String?) {
    if let fault = before.readings.modelFault { return (nil, "plan A: \(fault)") }
    if let fault = after.readings.fault { return (nil, "plan B: \(fault)") }
    guard let cluster = after.readings.cluster.value else { return (nil, "no cluster was read") }
    guard let old = before.workers(on: cluster), let new = after.workers(on: cluster),
      let asWritten = written.workers(on: cluster)
    else { return (nil, "the degrees of some workers are not known, or do not fit their GPUs") }
    func movement(_ workers: [HoldingWorker]) -> (movement: WeightMovement?, fault: String?) {
      WeightComparison(
        before: areSameMachines ? old.flatMap(\.groups) : [], after: workers.flatMap(\.groups), cluster: cluster
      ).movement()
    }
    guard written.document.placement != after.document.placement else { return movement(new) }
    var found = movement(new)
    found.movement?.note(asWritten: movement(asWritten).movement)
    return found
  }
}

/// Compares two plans of a replica.
public struct PlanDifferencer: Sendable {
  private let before: ComparedPlan<Plan>
  /// With its ranks as they are written.
  private let written: ComparedPlan<Plan>
  private let after: ComparedPlan<Plan>

  /// - Parameters:
  ///   - before: The plan that runs.
  ///   - after: The plan that is to run.
  ///   - renumbers: Whether ranks of the latter take other numbers where less is to be loaded so.
  public init(before: ComparedPlan<Plan>, after: ComparedPlan<Plan>, renumbers: Bool = true) {
    self.before = before
    written = after
    self.after = renumbers ? after.numbered(as: before) : after
  }

  public var difference: PlanDifference {
    let (old, new) = (before.document, after.document)
    let weights = weights
    return PlanDifference(
      compares: Plan.formatVersion, before: before.reference, after: after.reference,
      inputs: PlanInputChanges(before, after).changes,
      layouts: layouts, gpus: gpus,
      weights: weights.movement, weightsUnknown: weights.fault,
      figures: FigureComparison(before: ReplicaFigures(old).all, after: ReplicaFigures(new).all).changes)
  }

  /// `nil` where all are equal.
  private var layouts: [LayoutChange]? {
    let (old, new) = (before.document.workers.map(\.layout), after.document.workers.map(\.layout))
    let changes = (0..<max(old.count, new.count)).map { index in
      LayoutChange(
        before: old.indices.contains(index) ? old[index] : nil, after: new.indices.contains(index) ? new[index] : nil)
    }.filter { $0.before != $0.after }
    return changes.isEmpty ? nil : changes
  }

  private var areSameMachines: Bool { SameMachines.are(before.readings, after.readings) }

  private var gpus: GPUChanges? {
    GPUSorting(
      before: ReplicaHolding(before.document).roles, after: ReplicaHolding(after.document).roles,
      areSameMachines: areSameMachines
    ).changes
  }

  private var weights: (movement: WeightMovement?, fault: String?) {
    if let fault = before.readings.modelFault { return (nil, "plan A: \(fault)") }
    if let fault = after.readings.fault { return (nil, "plan B: \(fault)") }
    guard let cluster = after.readings.cluster.value, let old = before.readings.models.first??.value,
      let new = after.readings.models.first??.value
    else { return (nil, "no model was read") }
    let holding = areSameMachines ? ReplicaHolding(before.document).groups(of: old) : []
    func movement(_ plan: Plan) -> (movement: WeightMovement?, fault: String?) {
      WeightComparison(before: holding, after: ReplicaHolding(plan).groups(of: new), cluster: cluster).movement()
    }
    var found = movement(after.document)
    if written.document.workers.map(\.placement) != after.document.workers.map(\.placement) {
      found.movement?.note(asWritten: movement(written.document).movement)
    }
    return found
  }
}
