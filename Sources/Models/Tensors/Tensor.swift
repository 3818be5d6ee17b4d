import Quantities

/// A weight tensor of a layer, by the name that checkpoints give it.
public struct Tensor: Sendable, Hashable {
  /// What happens to the elements when a token passes.
  public enum Role: Sendable, Hashable {
    /// Multiplied: two floating-point operations per element and token.
    case matrix
    /// Added or scaled element by element: norms, biases.
    case vector
    /// Looked up: only one row is read per token.
    case table
  }

  /// Without the prefix of the layer: "self_attn.q_a_proj.weight".
  public let name: String
  /// Number of parameters; packed ones are counted unpacked.
  public let elements: Int
  /// What happens to them when a token passes.
  public let role: Role
  /// How tensor parallelism divides it.
  public let sharding: Sharding
  /// How it is stored.
  public let weightFormat: WeightFormat
  /// Whether quantisation may store it in another format: matrices, but not routers and LM heads.
  public let isQuantizable: Bool

  /// - Parameters:
  ///   - name: Without the prefix of the layer.
  ///   - elements: Number of (unpacked) parameters.
  ///   - role: What happens to them when a token passes.
  ///   - sharding: How tensor parallelism divides it.
  ///   - weightFormat: How it is stored.
  ///   - isQuantizable: Whether quantisation may change the format; by default that of a matrix.
  public init(
    name: String, elements: Int, role: Role, sharding: Sharding, weightFormat: WeightFormat, isQuantizable: Bool? = nil
  ) {
    self.name = name
    self.elements = elements
    self.role = role
    self.sharding = sharding
    self.weightFormat = weightFormat
    self.isQuantizable = isQuantizable ?? (role == .matrix)
  }

  /// Bytes of the whole tensor with its scales.
  public var bytes: Bytes { Bytes(Double(elements) * weightFormat.bytesPerElement) }
}
