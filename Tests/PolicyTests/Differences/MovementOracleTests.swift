import Plans
import Testing

/// Random plans, and what moves between them worked out by cutting every tensor into 24 pieces and asking GPU by GPU.
@Suite("Movements against an oracle")
struct MovementOracleTests {
  @Test(arguments: 0..<60)
  func bytesByLevel(seed: Int) throws {
    var generator = SplitMix(seed: UInt64(seed))
    let (before, after) = (Self.random(&generator), Self.random(&generator))
    let moved = try movement(before, after)
    let expected = Self.expected(before, after)
    var byLevel = Dictionary(uniqueKeysWithValues: moved.levels.map { ($0.level, $0.bytes) })
    byLevel["storage"] = moved.fromStorage
    byLevel["kept"] = moved.kept
    for name in ["kept", "scale-up", "tier0", "tier1", "storage"] {
      #expect((byLevel[name] ?? 0).isClose(to: expected[name] ?? 0), "\(name)")
    }
    #expect(moved.held.isClose(to: expected.values.reduce(0, +)))
    let sent = moved.gpus.flatMap(\.sent.values).reduce(0, +)
    #expect(sent.isClose(to: moved.moved), "whatever is received is sent")
  }

  /// Two stages of 1 to 4 GPUs on eight GPUs in four nodes under two leaves.
  private static func random(_ generator: inout SplitMix) -> TinyPlan {
    let boundary = Int.random(in: 0...2, using: &generator)
    let sizes = (0..<2).map { _ in [1, 2, 3, 4].randomElement(using: &generator) ?? 1 }
    let degrees = sizes.map { size in (1...size).filter { size % $0 == 0 }.randomElement(using: &generator) ?? 1 }
    let slices = sizes.map { size in (1...size).filter { size % $0 == 0 }.randomElement(using: &generator) ?? 1 }
    let gpus = Array((0..<8).shuffled(using: &generator).prefix(sizes[0] + sizes[1]))
    var experts: [Int: [[Int]]] = [:]
    for layer in 0..<4 {
      let ranks = layer <= boundary ? sizes[0] / slices[0] : sizes[1] / slices[1]
      var map = [[Int]](repeating: [], count: ranks)
      for expert in 0..<5 { map[Int.random(in: 0..<ranks, using: &generator)].append(expert) }
      experts[layer] = map
    }
    return TinyPlan(
      stages: [
        .init(layers: 0...boundary, tensorParallel: degrees[0], expertTensorParallel: slices[0], gpus: sizes[0]),
        .init(layers: boundary + 1...3, tensorParallel: degrees[1], expertTensorParallel: slices[1], gpus: sizes[1]),
      ], gpus: gpus, experts: experts, model: TinyModel(layers: 4, experts: 5),
      cluster: TinyCluster(
        nodes: 4, gpusPerNode: 2, scaleOut: [.init(10e9), .init(5e9)], nodesPerGroup: [2]))
  }

  /// A twenty-fourth of a tensor.
  private struct Atom: Hashable {
    let tensor: String
    let part: Int
  }

  private static func expected(_ before: TinyPlan, _ after: TinyPlan) -> [String: Double] {
    let (old, new) = (atoms(before), atoms(after))
    var result: [String: Double] = [:]
    for (gpu, atoms) in new {
      for (atom, bytes) in atoms {
        let holders = old.filter { $0.value[atom] != nil }.map(\.key)
        let level = holders.map { other in
          other == gpu ? 0 : other / 2 == gpu / 2 ? 1 : other / 4 == gpu / 4 ? 2 : 3
        }.min()
        result[level.map { ["kept", "scale-up", "tier0", "tier1"][$0] } ?? "storage", default: 0] += bytes
      }
    }
    return result
  }

  private static func atoms(_ plan: TinyPlan) -> [Int: [Atom: Double]] {
    var result: [Int: [Atom: Double]] = [:]
    var index = 0
    for (number, stage) in plan.stages.enumerated() {
      for rank in 0..<stage.gpus {
        var held: [Atom: Double] = [:]
        func add(_ name: String, _ megabytes: Double, _ shards: Int, _ shard: Int) {
          for part in 0..<24 where part * shards / 24 == shard {
            held[Atom(tensor: name, part: part)] = megabytes * 1e6 / 24
          }
        }
        let (degree, slices) = (stage.tensorParallel, stage.expertTensorParallel)
        let (tensorRank, expertRank) = (rank % degree, rank / slices)
        for layer in stage.layers {
          add("q\(layer)", 24, degree, tensorRank)
          add("kv\(layer)", 4, min(2, degree), tensorRank * min(2, degree) / degree)
          add("norm\(layer)", 1, 1, 0)
          for expert in plan.experts[layer]?[expertRank] ?? [] {
            add("expert\(layer) \(expert)", 12, slices, rank % slices)
          }
        }
        if number == 0 { add("embed", 48, degree, tensorRank) }
        if number == 1 { add("head", 48, degree, tensorRank) }
        result[plan.gpus[index]] = held
        index += 1
      }
    }
    return result
  }
}
