import Quantities
import Topology

/// One level of the network as a group of GPUs sees it, with its figures as leaves.
struct LevelFigures: Sendable {
  let name: String
  /// GPUs of one group of this level; the level is crossed by what leaves the group of the level below.
  let gpusPerGroup: Int
  /// Per GPU, one way, for what crosses this level (after oversubscription).
  let bandwidth: Explained<DataRate>
  let latency: Explained<Time>
  let isScaleUp: Bool
}
