/// Whether two plans are made for the same GPUs: for one cluster, be it with other figures.
enum SameMachines {
  /// A cluster is known by its name. Where one cannot be read, GPUs of one place in pools of one name are taken to be one.
  static func are(_ before: PlanReadings, _ after: PlanReadings) -> Bool {
    guard let first = before.cluster.value, let second = after.cluster.value else { return true }
    return first.name == second.name
  }
}
