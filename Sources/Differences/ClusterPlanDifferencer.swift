import Models
import Plans

/// Compares two plans of a cluster.
public struct ClusterPlanDifferencer: Sendable {
  private let before: ComparedPlan<ClusterPlan>
  private let after: ComparedPlan<ClusterPlan>

  /// - Parameters:
  ///   - before: The plan that runs.
  ///   - after: The plan that is to run.
  public init(before: ComparedPlan<ClusterPlan>, after: ComparedPlan<ClusterPlan>) {
    self.before = before
    self.after = after
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
    for (name, plan) in [("plan A", before), ("plan B", after)] {
      if let fault = plan.readings.fault { return (nil, "\(name): \(fault)") }
    }
    guard let cluster = after.readings.cluster.value else { return (nil, "no cluster was read") }
    guard let old = groups(before), let new = groups(after) else {
      return (nil, "the degrees of some workers are not known, or do not fit their GPUs")
    }
    return WeightComparison(before: areSameMachines ? old : [], after: new, cluster: cluster).movement()
  }

  private func groups(_ plan: ComparedPlan<ClusterPlan>) -> [HoldingGroup]? {
    WorkerHolding(plan.document, cluster: plan.readings.cluster.value)
      .groups(of: plan.readings.models.compactMap { $0?.value })
  }
}

/// Compares two plans of a replica.
public struct PlanDifferencer: Sendable {
  private let before: ComparedPlan<Plan>
  private let after: ComparedPlan<Plan>

  /// - Parameters:
  ///   - before: The plan that runs.
  ///   - after: The plan that is to run.
  public init(before: ComparedPlan<Plan>, after: ComparedPlan<Plan>) {
    self.before = before
    self.after = after
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
    for (name, plan) in [("plan A", before), ("plan B", after)] {
      if let fault = plan.readings.fault { return (nil, "\(name): \(fault)") }
    }
    guard let cluster = after.readings.cluster.value, let old = before.readings.models.first??.value,
      let new = after.readings.models.first??.value
    else { return (nil, "no model was read") }
    let holding = areSameMachines ? ReplicaHolding(before.document).groups(of: old) : []
    return WeightComparison(before: holding, after: ReplicaHolding(after.document).groups(of: new), cluster: cluster)
      .movement()
  }
}
