import Quantities

/// The inner widths of feed-forward parts whose weights share scales in groups, and into how many slices these can be cut.
///
/// A rank has whole groups: engines refuse to load FP8 blocks, INT4 or NVFP4 groups that a slice cuts through ("The output_size
/// of gate's and up's weight = 192 is not divisible by weight quantization block_n = 128", vLLM issue 17569; SGLang the same).
/// Projections of attention are sliced by whole heads, which are not looked at here.
public struct SlicedWidths: Sendable, Hashable {
  private let dense: [Width]
  private let experts: [Width]

  private struct Width: Sendable, Hashable, Comparable {
    let width: Int
    let group: Int
    let format: String

    func allows(_ slices: Int) -> Bool { slices <= 1 || width % (slices * group) == 0 }

    static func < (left: Self, right: Self) -> Bool {
      (left.width, left.group, left.format) < (right.width, right.group, right.format)
    }
  }

  /// Those of all layers of a model, each once.
  public init(_ model: ModelArchitecture) {
    var (dense, experts): (Set<Width>, Set<Width>) = ([], [])
    for kind in Set(model.layers.map(\.kind)) {
      switch kind.feedForward {
      case .none: break
      case .dense(let tensors): dense.formUnion(Self.widths(tensors))
      case .mixture(let mixture):
        dense.formUnion(Self.widths(mixture.sharedTensors))
        experts.formUnion(Self.widths(mixture.expertTensors))
      }
    }
    (self.dense, self.experts) = (dense.sorted(), experts.sorted())
  }

  private static func widths(_ tensors: [Tensor]) -> [Width] {
    tensors.compactMap { tensor in
      guard let width = tensor.slicedWidth, tensor.weightFormat.group > 1 else { return nil }
      return Width(width: width, group: tensor.weightFormat.group, format: tensor.weightFormat.format.rawValue)
    }
  }

  /// Whether every slice has whole groups.
  /// - Parameters:
  ///   - tensorParallel: Slices of dense parts and shared experts.
  ///   - expertTensorParallel: Slices of routed experts.
  public func allows(tensorParallel: Int, expertTensorParallel: Int) -> Bool {
    dense.allSatisfy { $0.allows(tensorParallel) } && experts.allSatisfy { $0.allows(expertTensorParallel) }
  }

  /// Why not, as the end of a sentence: "slices of whole groups: 8 slices of an expert's 1,536 columns cut through the 128 that share an
  /// fp8 scale"; `nil` where every slice has whole groups.
  public func fault(tensorParallel: Int, expertTensorParallel: Int) -> String? {
    func fault(_ width: Width, _ slices: Int, _ part: String) -> String {
      "slices of whole groups: \(slices) slices of \(part)'s \(Numerals.grouped(width.width)) columns cut through the "
        + "\(width.group) that share a scale in \(width.format), and no engine loads that"
    }
    if let width = experts.first(where: { !$0.allows(expertTensorParallel) }) {
      return fault(width, expertTensorParallel, "an expert")
    }
    return dense.first { !$0.allows(tensorParallel) }.map { fault($0, tensorParallel, "a feed-forward part") }
  }
}
