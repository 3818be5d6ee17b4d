import Plans

/// Tells GPUs apart by whether they do what they did.
struct GPUSorting {
  private let before: [GPUMember: GPURole]
  private let after: [GPUMember: GPURole]
  private let areSameMachines: Bool

  /// - Parameter areSameMachines: Whether GPUs of one place are one GPU in both plans.
  init(before: [GPUMember: GPURole], after: [GPUMember: GPURole], areSameMachines: Bool) {
    self.before = before
    self.after = after
    self.areSameMachines = areSameMachines
  }

  /// - Returns: `nil` where every GPU does what it did.
  var changes: GPUChanges? {
    var roles: [MachineKey: GPURole] = [:]
    if areSameMachines { for (gpu, role) in before { roles[gpu.key] = role } }
    let stays = after.keys.filter { roles[$0.key] != nil }
    let unchanged = stays.filter { roles[$0.key] == after[$0] }
    guard unchanged.count < after.count || after.count < before.count else { return nil }
    let staying = Set(stays.map(\.key))
    return GPUChanges(
      unchanged: Self.numbers(unchanged), changed: Self.numbers(stays.filter { roles[$0.key] != after[$0] }),
      newlyUsed: Self.numbers(after.keys.filter { roles[$0.key] == nil }),
      noLongerUsed: Self.numbers(before.keys.filter { !staying.contains($0.key) }))
  }

  private static func numbers(_ gpus: some Sequence<GPUMember>) -> [GPUChanges.Numbers] {
    Dictionary(grouping: gpus, by: \.key.pool).sorted { $0.key < $1.key }
      .map { GPUChanges.Numbers(pool: $0.key, numbers: $0.value.map(\.number)) }
  }
}
