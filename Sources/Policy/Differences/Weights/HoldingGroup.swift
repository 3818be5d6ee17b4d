import Models

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
  /// By layer and expert rank.
  let experts: [Int: [[Int]]]
  let ranks: [Rank]

  var isFirst: Bool { layers.lowerBound == 0 }
  var isLast: Bool { layers.upperBound == model.layers.count }

  /// Why the group cannot be: a plan that was edited by hand may say anything.
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
