/// One thing done on the way from one map to another.
public enum MoveStep: Sendable, Hashable, Codable {
  /// Weights cross the network.
  case transfer(ExpertMove)
  /// A rank takes the expert in its staging buffer into a slot.
  case settle(rank: Int, expert: Int, landing: MoveLanding)
  /// A rank gives up a copy, and its slot stays empty.
  case drop(rank: Int, expert: Int)
}
