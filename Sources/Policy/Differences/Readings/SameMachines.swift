import Plans

/// Whether two plans are made for the same GPUs: for one cluster, be it with other figures.
enum SameMachines {
  /// A cluster is known by its name where it can be read, else by its file.
  static func are(
    _ before: PlanReadings, _ after: PlanReadings, references: (PlanInputs.Reference, PlanInputs.Reference)
  ) -> Bool {
    if let first = before.cluster.value, let second = after.cluster.value { return first.name == second.name }
    return references.0.reference == references.1.reference || references.0.sha256 == references.1.sha256
  }
}
