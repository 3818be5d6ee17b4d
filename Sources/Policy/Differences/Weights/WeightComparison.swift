import Plans
import Topology

/// The weights of one plan on the way to another: what stays, what travels how far, and how long that takes.
struct WeightComparison {
  private let machines: Machines
  private let before: [HoldingGroup]
  private let after: [HoldingGroup]

  /// - Parameters:
  ///   - before: What runs; GPUs that the cluster no longer has, or that do not work, send nothing.
  ///   - after: What is to run.
  ///   - cluster: That of the latter.
  init(before: [HoldingGroup], after: [HoldingGroup], cluster: Cluster) {
    machines = Machines(cluster)
    self.before = before
    self.after = after
  }

  /// - Returns: `nil` where plans contradict themselves; the text says why.
  func movement() -> (movement: WeightMovement?, fault: String?) {
    for (name, groups) in [("plan A", before), ("plan B", after)] {
      if let fault = groups.lazy.compactMap(\.fault).first { return (nil, "\(name) has \(fault)") }
    }
    var table = PieceTable(before + after)
    let numbers = machines.numbers()
    let held = Self.byMachine(before, &table, numbers)
    let wanted = Self.byMachine(after, &table, numbers)
    guard wanted.elsewhere.isEmpty else { return (nil, "plan B uses GPUs that its cluster does not have") }
    var mover = WeightMover(machines, pieces: table.pieces, before: held.machines)
    guard let moved = mover.moved(to: wanted.machines) else { return (nil, "degrees have no common multiple") }
    let all = Self.bytes(wanted.machines, table.pieces)
    let was = Self.bytes(held.machines, table.pieces) + held.elsewhere.reduce(0) { $0 + Self.bytes($1, table.pieces) }
    let kept = moved.kept.reduce(0, +)
    let gpus = GPUMovements(machines, moved, pieces: table.pieces)
    return (
      WeightMovement(
        held: all, kept: kept, moved: moved.received.reduce(0, +), fromStorage: moved.fromStorage.reduce(0, +),
        dropped: max(0, was - kept), levels: gpus.levels, time: gpus.time, gpus: gpus.all), nil
    )
  }

  private static func bytes(_ held: [Int: [HeldShard]], _ pieces: [WeightPiece]) -> Double {
    held.keys.sorted().reduce(0) { $0 + bytes(held[$1] ?? [], pieces) }
  }

  private static func bytes(_ held: [HeldShard], _ pieces: [WeightPiece]) -> Double {
    held.reduce(0) { $0 + pieces[$1.piece].bytes / Double($1.shards) }
  }

  private static func byMachine(
    _ groups: [HoldingGroup], _ table: inout PieceTable, _ numbers: [MachineKey: Int]
  ) -> (machines: [Int: [HeldShard]], elsewhere: [[HeldShard]]) {
    var result: [Int: [HeldShard]] = [:]
    var elsewhere: [[HeldShard]] = []
    for group in groups {
      for (rank, shards) in zip(group.ranks, table.shards(of: group)) {
        if let number = numbers[rank.gpu.key] {
          result[number, default: []] += shards
        } else {
          elsewhere.append(shards)
        }
      }
    }
    return (result, elsewhere)
  }
}
