/// A GPU of a plan, with its number there.
struct GPUMember: Hashable, Sendable {
  let key: MachineKey
  /// In the pool, as the plan numbers it.
  let number: Int
}
