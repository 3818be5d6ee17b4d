/// Reads one family of architectures. Keys are read in `init`, so that what is missing is said before anything is built.
protocol ArchitectureReader {
  /// The `model_type`s that this reader understands.
  static var modelTypes: [String] { get }

  /// - Throws: `Diagnostic` for a key that is missing, of the wrong type, or at odds with another.
  init(_ configuration: ModelConfiguration) throws

  /// What every model has.
  var frame: ModelFrame { get }
  /// Where the checkpoint keeps what stands outside of the layers.
  var names: CheckpointNames { get }
  /// The layer of an index, from 0. `maker` makes the tensors of its place.
  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind
  /// Tensors behind the last layer besides norm and LM head.
  func extraOutput(_ maker: TensorMaker) -> [Tensor]
  /// The drafting layers. `maker` stands at the root of the checkpoint.
  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction?
}

extension ArchitectureReader {
  var names: CheckpointNames { .usual }
  func extraOutput(_ maker: TensorMaker) -> [Tensor] { [] }
  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction? { nil }
}
