import Clusters
import Models
import Plans

/// GPUs that hold consecutive layers of a model together: a stage of a replica or of a worker.
struct HoldingGroup: Sendable {
  struct Rank: Sendable {
    let gpu: GPUMember
    let tensor, expert, expertTensor: Int
  }

  let model: ModelArchitecture
  let layers: Range<Int>
  let tensorParallel: Int
  let expertTensorParallel: Int
  /// The experts by layer and expert rank.
  let experts: [Int: [[Int]]]
  let ranks: [Rank]

  var isFirst: Bool { layers.lowerBound == 0 }
  var isLast: Bool { layers.upperBound == model.layers.count }

  /// The fault of an impossible group, which an edited plan may have; `nil` where there is none.
  var fault: String? {
    guard !layers.isEmpty, layers.lowerBound >= 0, layers.upperBound <= model.layers.count else {
      return "layers that the model lacks"
    }
    guard tensorParallel > 0, expertTensorParallel > 0, tensorParallel <= ranks.count,
      expertTensorParallel <= ranks.count
    else { return "degrees that do not fit its GPUs" }
    for rank in ranks
    where !(0..<tensorParallel).contains(rank.tensor) || !(0..<expertTensorParallel).contains(rank.expertTensor) {
      return "ranks beyond the degrees"
    }
    for layer in layers {
      guard let mixture = model.layers[layer].kind.feedForward.mixture else { continue }
      guard let map = experts[layer] else { return "no experts for layer \(layer)" }
      guard ranks.allSatisfy({ map.indices.contains($0.expert) }) else { return "expert ranks that hold nothing" }
      guard map.allSatisfy({ $0.allSatisfy((0..<mixture.expertCount).contains) }) else {
        return "experts that layer \(layer) lacks"
      }
    }
    return nil
  }
}

/// A GPU of a plan, with its number there.
struct GPUMember: Hashable, Sendable {
  let key: MachineKey
  /// The number of the GPU in the pool.
  let number: Int
}

/// One of the equal, consecutive parts of a piece: [shard / shards, (shard + 1) / shards).
struct HeldShard: Hashable, Sendable {
  let piece: Int
  let shard: Int
  let shards: Int
}

/// The identity of a GPU where numbers shift: the name of its node, or its place.
struct MachineKey: Hashable, Sendable {
  let pool: String
  let place: String

  init(_ placed: PlacedGPU, pool: String) {
    self.pool = pool
    place = placed.host.map { "\($0), gpu \(placed.index)" } ?? Self.place(placed.rack, placed.node, placed.index)
  }

  init(_ location: GPULocation, pool: String) {
    self.pool = pool
    place = location.host == nil ? Self.place(location.rack, location.node, location.index) : location.name
  }

  /// The key of a GPU whose cluster cannot be read.
  init(number: Int, pool: String) {
    self.pool = pool
    place = "number \(number)"
  }

  private static func place(_ rack: Int, _ node: Int, _ index: Int) -> String {
    "rack \(rack), node \(node), gpu \(index)"
  }
}

/// The bytes that machines send and receive, and those loaded from storage because no machine has them.
struct MovedWeights {
  let levels: Int
  /// Bytes by machine and level.
  var sent: [Double]
  var received: [Double]
  /// Bytes by machine.
  var kept: [Double]
  var fromStorage: [Double]
  /// The pieces of which a machine lacks some part.
  var lacking: [Int: [Int]] = [:]

  init(_ machines: Machines) {
    levels = machines.mostLevels
    sent = Array(repeating: 0, count: machines.count * levels)
    received = sent
    kept = Array(repeating: 0, count: machines.count)
    fromStorage = kept
  }

  /// The bytes sent, by level.
  func sent(by machine: Int) -> ArraySlice<Double> { sent[machine * levels..<(machine + 1) * levels] }
  /// The bytes received, by level.
  func received(by machine: Int) -> ArraySlice<Double> { received[machine * levels..<(machine + 1) * levels] }
}

/// Weights that are stored and divided as a unit: those of consecutive layers with one division and format, one of
/// their experts, or a table. Two plans have the same piece where all of its properties are equal.
struct WeightPiece: Hashable, Sendable {
  enum Part: Hashable, Sendable {
    case embedding
    case output
    /// All weights of the layers except routed experts.
    case layers(Range<Int>)
    /// One routed expert of each of the layers.
    case expert(Int, Range<Int>)
  }

  /// The name of the model, with what tells models of one name apart.
  let model: String
  let part: Part
  let sharding: Sharding
  let format: WeightFormat
  let elements: Int

  /// Whole.
  var bytes: Double { Double(elements) * format.bytesPerElement }

  /// - Parameter count: Layers that have the tensors.
  static func all(_ tensors: [Tensor], count: Int = 1, model: String, part: Part) -> [WeightPiece] {
    var order: [Kind] = []
    var elements: [Kind: Int] = [:]
    for tensor in tensors {
      let kind = Kind(sharding: tensor.sharding, format: tensor.weightFormat)
      if elements[kind] == nil { order.append(kind) }
      elements[kind, default: 0] += tensor.elements * count
    }
    return order.map { kind in
      WeightPiece(
        model: model, part: part, sharding: kind.sharding, format: kind.format, elements: elements[kind] ?? 0)
    }
  }

  private struct Kind: Hashable {
    let sharding: Sharding
    let format: WeightFormat
  }
}
