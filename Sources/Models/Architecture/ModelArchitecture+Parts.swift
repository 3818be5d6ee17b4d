import Quantities

/// What is stored for one part or in one format.
public struct StoredAmount: Sendable, Hashable {
  /// Parameters; packed ones are counted unpacked.
  public var elements = 0
  /// With scales.
  public var bytes = Bytes.zero

  /// Nothing yet.
  public init() {}

  mutating func add(_ tensor: Tensor, count: Int) {
    elements += tensor.elements * count
    bytes = bytes + tensor.bytes * Double(count)
  }
}

extension ModelArchitecture {
  /// What is stored for each part, drafting layers included, in the order of `ModelPart`; parts without tensors left
  /// out.
  public var amountsByPart: [(part: ModelPart, amount: StoredAmount)] {
    var amounts: [ModelPart: StoredAmount] = [:]
    for (part, tensor, count) in storedTensors { amounts[part, default: StoredAmount()].add(tensor, count: count) }
    return ModelPart.allCases.compactMap { part in amounts[part].map { (part, $0) } }
  }

  /// What is stored in each format, drafting layers included, in the order of `NumberFormat`.
  public var amountsByFormat: [(format: NumberFormat, amount: StoredAmount)] {
    var amounts: [NumberFormat: StoredAmount] = [:]
    for (_, tensor, count) in storedTensors {
      amounts[tensor.weightFormat.format, default: StoredAmount()].add(tensor, count: count)
    }
    return NumberFormat.allCases.compactMap { format in amounts[format].map { (format, $0) } }
  }

  /// Bytes of every tensor with its scales, drafting layers and their copied tables included: the checkpoint's size,
  /// but for headers and for parts that are not the language model.
  public var checkpointBytes: Bytes {
    storedTensors.reduce(.zero) { $0 + $1.tensor.bytes * Double($1.count) }
  }

  /// Bytes of the main model alone.
  public var mainModelBytes: Bytes {
    storedTensors.reduce(.zero) { $1.part == .multiTokenPrediction ? $0 : $0 + $1.tensor.bytes * Double($1.count) }
  }

  /// Every tensor with its part, and how often it is there.
  private var storedTensors: [(part: ModelPart, tensor: Tensor, count: Int)] {
    let prediction =
      (multiTokenPrediction?.layers.flatMap { ModelPart.tensors(of: $0.kind) } ?? []).map { ($0.tensor, $0.count) }
      + (multiTokenPrediction?.otherTensors.map { ($0, 1) } ?? [])
    return embedding.map { (.embedding, $0, 1) } + layers.flatMap { ModelPart.tensors(of: $0.kind) }
      + output.map { (.output, $0, 1) } + prediction.map { (.multiTokenPrediction, $0.0, $0.1) }
  }
}
