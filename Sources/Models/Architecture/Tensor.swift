import Quantities

/// A weight tensor of a layer, by the name that checkpoints give it.
public struct Tensor: Sendable, Hashable {
  /// The use of the elements in the forward pass of a token.
  public enum Role: Sendable, Hashable {
    /// Multiplied: two floating-point operations per element and token.
    case matrix
    /// Added or scaled element by element: norms, biases.
    case vector
    /// Looked up: only one row is read per token.
    case table
  }

  /// The name without the prefix of the layer: "self_attn.q_a_proj.weight".
  public let name: String
  /// Number of parameters; packed ones are counted unpacked.
  public let elements: Int
  /// The use of the elements in the forward pass of a token.
  public let role: Role
  /// The division over tensor-parallel ranks.
  public let sharding: Sharding
  /// The storage format.
  public let weightFormat: WeightFormat
  /// Whether quantisation may store it in another format: matrices, but not routers and LM heads.
  public let isQuantizable: Bool
  /// Of a feed-forward matrix the inner width, along which it is sliced; `nil` for others.
  public let slicedWidth: Int?

  /// - Parameters:
  ///   - name: The name without the prefix of the layer.
  ///   - elements: The number of (unpacked) parameters.
  ///   - role: The use of the elements in the forward pass of a token.
  ///   - sharding: The division over tensor-parallel ranks.
  ///   - weightFormat: The storage format.
  ///   - isQuantizable: Whether quantisation may change the format; by default whether the tensor is a matrix.
  ///   - slicedWidth: Of a feed-forward matrix the inner width, along which it is sliced.
  public init(
    name: String, elements: Int, role: Role, sharding: Sharding, weightFormat: WeightFormat,
    isQuantizable: Bool? = nil, slicedWidth: Int? = nil
  ) {
    self.name = name
    self.elements = elements
    self.role = role
    self.sharding = sharding
    self.weightFormat = weightFormat
    self.isQuantizable = isQuantizable ?? (role == .matrix)
    self.slicedWidth = slicedWidth
  }

  /// Bytes of the whole tensor with its scales.
  public var bytes: Bytes { Bytes(Double(elements) * weightFormat.bytesPerElement) }
}

/// The division of a tensor over tensor-parallel ranks.
public enum Sharding: Sendable, Hashable {
  /// Every rank holds all of it: norms, routers, MLA's down-projections.
  case replicated
  /// Divided evenly: query heads, feed-forward width, vocabulary.
  case divided
  /// Divided into at most this many parts, beyond which ranks hold copies: key and value heads.
  case dividedUpTo(Int)

  /// Into how many different shards `degree` ranks divide the tensor.
  public func shards(tensorParallel degree: Int) -> Int {
    switch self {
    case .replicated: 1
    case .divided: degree
    case .dividedUpTo(let parts): min(parts, degree)
    }
  }
}

extension WeightFormat {
  /// FP8 with one 32-bit scale for each block of rows × columns.
  static func float8(block rows: Int, _ columns: Int) -> WeightFormat {
    // Up-projections are sliced along their rows, down-projections along their columns.
    WeightFormat(.float8, scaleBytesPerElement: 4 / Double(rows * columns), group: max(rows, columns))
  }

  /// FP8 with an 8-bit scale for each group of elements along the inputs (MXFP8 has groups of 32).
  static func microscaled8(group: Int) -> WeightFormat {
    WeightFormat(.float8, scaleBytesPerElement: 1 / Double(group), group: group)
  }

  /// A format with the scales that it usually has: FP8 in blocks of 128 × 128 (32-bit scales), NVFP4 in groups of 16
  /// and MXFP4 in groups of 32 (8-bit scales), INT4 in groups of 32 (16-bit scales); none for the others.
  public static func standard(_ format: NumberFormat) -> WeightFormat {
    switch format {
    case .float32, .bfloat16, .float16, .integer8: WeightFormat(format)
    case .float8: .float8(block: 128, 128)
    case .nvfp4: WeightFormat(.nvfp4, scaleBytesPerElement: 1.0 / 16, group: 16)
    case .mxfp4: WeightFormat(.mxfp4, scaleBytesPerElement: 1.0 / 32)
    case .integer4: WeightFormat(.integer4, scaleBytesPerElement: 2.0 / 32, group: 32)
    }
  }
}

/// The storage format of a weight tensor: the format of an element and the bytes of its scales.
public struct WeightFormat: Sendable, Hashable {
  /// The format of an element.
  public let format: NumberFormat
  /// Bytes of scales per element: 4/(128·128) for FP8 in blocks, 1/16 for NVFP4, 1/32 for MXFP4.
  public let scaleBytesPerElement: Double
  /// Elements that share a scale along the side by which a matrix is sliced, of which each slice must hold whole groups; 1
  /// where any slice will do. Engines pad MXFP4.
  public let group: Int

  public init(_ format: NumberFormat, scaleBytesPerElement: Double = 0, group: Int = 1) {
    self.format = format
    self.scaleBytesPerElement = scaleBytesPerElement
    self.group = group
  }

  /// FP8 with a scale for each block of elements: activations are quantised by blocks as well, before every product.
  public var isFloat8InBlocks: Bool { format == .float8 && scaleBytesPerElement > 0 }

  /// Bytes of one element with its share of the scales.
  public var bytesPerElement: Double { format.bytesPerElement + scaleBytesPerElement }
}
