import Clusters
import Models
import Plans

/// The bytes of weights that the ranks of each kind of worker of a cluster plan hold.
public struct HeldBytes: Sendable {
  /// By kind, in the order of ranks; of a kind whose degrees are unknown there are none.
  private let bytes: [Int: [Double]]

  /// - Parameter models: In the order of the plan's inputs; none where a table of workers had the rates.
  public init(_ plan: ClusterPlan, cluster: Cluster, models: [ModelArchitecture]) {
    var bytes: [Int: [Double]] = [:]
    for worker in plan.placement.workers where bytes[worker.kind] == nil {
      var one = plan
      one.placement.workers = [worker]
      let groups = WorkerHolding(one, cluster: cluster).workers(of: models)?.flatMap(\.groups)
      guard let groups, groups.allSatisfy({ $0.fault == nil }) else { continue }
      var table = PieceTable(groups)
      let shards = groups.flatMap { table.shards(of: $0) }
      bytes[worker.kind] = shards.map { list in
        list.reduce(0) { $0 + table.pieces[$1.piece].bytes / Double($1.shards) }
      }
    }
    self.bytes = bytes
  }

  /// By rank; `nil` where that cannot be told.
  public func byRank(ofKind kind: Int) -> [Double]? { bytes[kind] }
}
