import Models
import Quantities

/// The weights of one operator.
struct Weights: Sendable {
  let groups: [WeightGroup]

  /// - Parameters:
  ///   - tensors: The tensors of the operator.
  ///   - name: What they are, for derivations: "attention weights".
  ///   - source: The model file and the layer that they stand in.
  init(_ tensors: [Tensor], name: String, source: DerivationSource, recorder: Recorder) {
    var keys: [GroupKey] = []
    var sums: [GroupKey: (bytes: Double, work: Double)] = [:]
    for tensor in tensors {
      let key = GroupKey(
        sharding: tensor.sharding, format: tensor.weightFormat.format,
        isInBlocks: tensor.weightFormat.isFloat8InBlocks)
      if sums[key] == nil { keys.append(key) }
      sums[key, default: (0, 0)].bytes += tensor.bytes.value
      sums[key, default: (0, 0)].work += tensor.role == .matrix ? 2 * Double(tensor.elements) : 0
    }
    groups = keys.map { key in
      let sum = sums[key] ?? (0, 0)
      let label = "\(name) (\(key.format.rawValue)\(key.sharding == .replicated ? ", replicated" : ""))"
      return WeightGroup(
        sharding: key.sharding, format: key.format, isInBlocks: key.isInBlocks,
        parts: key.sharding.limit.map {
          recorder("key/value heads", Quantity<Scalar>(Double($0)), source: source)
        },
        bytes: recorder("bytes of \(label)", Bytes(sum.bytes), source: source),
        workPerToken: recorder("FLOP per token of \(label)", FLOPs(sum.work), source: source))
    }
  }

  var isEmpty: Bool { groups.isEmpty }

  /// Bytes on one rank.
  func bytes(tensorParallel degree: Explained<Scalar>) -> Explained<Information> {
    groups.count == 1
      ? groups[0].bytes(tensorParallel: degree) : .sum(groups.map { $0.bytes(tensorParallel: degree) })
  }

  /// Time of the products of `tokens` tokens on one rank.
  func computeTime(
    tokens: Explained<Scalar>, tensorParallel degree: Explained<Scalar>, _ figures: HardwareFigures
  ) -> Explained<Time> {
    let parts = groups.filter { $0.workPerToken.value > 0 }.map { group in
      group.work(tensorParallel: degree) * tokens / figures.denseRate(group.format, inBlocks: group.isInBlocks)
    }
    return parts.count == 1 ? parts[0] : .sum(parts)
  }

  private struct GroupKey: Hashable {
    let sharding: Sharding
    let format: NumberFormat
    let isInBlocks: Bool
  }
}

extension Sharding {
  /// The most parts, where there is such a limit.
  fileprivate var limit: Int? {
    if case .dividedUpTo(let parts) = self { parts } else { nil }
  }
}

/// Tensors that are stored and divided alike, added up once so that a layout is costed without walking tensors.
struct WeightGroup: Sendable {
  let sharding: Sharding
  let format: NumberFormat
  /// Whether it is fp8 with a scale for each block.
  let isInBlocks: Bool
  /// Into how many different parts the tensors can be divided, where that is limited.
  let parts: Explained<Scalar>?
  let bytes: Explained<Information>
  /// Floating-point operations that a token causes: two per element of a matrix.
  let workPerToken: Explained<Arithmetic>

  func bytes(tensorParallel degree: Explained<Scalar>) -> Explained<Information> {
    divide(bytes, by: degree)
  }

  func work(tensorParallel degree: Explained<Scalar>) -> Explained<Arithmetic> {
    divide(workPerToken, by: degree)
  }

  private func divide<D: Dimension>(_ whole: Explained<D>, by degree: Explained<Scalar>) -> Explained<D> {
    guard sharding.shards(tensorParallel: Int(degree.value)) > 1 else { return whole }
    guard let parts, parts.value < degree.value else { return whole / degree }
    return whole / parts
  }
}
