import Inputs
import Quantities

extension ModelArchitecture {
  /// Builds the layers of a configuration.
  /// - Throws: `Diagnostic` for an architecture that is not known, and for keys that are missing, wrong, at odds with
  ///   each other, or not understood.
  init(_ configuration: ModelConfiguration, publishedCheckpoint: PublishedCheckpoint? = nil) throws {
    let reader = try ArchitectureReaders.reader(for: configuration)
    let scheme = try QuantizationReader.read(configuration)
    try configuration.checkAllRead()
    let frame = reader.frame
    let root = TensorMaker(prefix: "", scheme: scheme)
    self.init(
      name: configuration.name, modelType: configuration.modelType, file: configuration.outer.node.file,
      hiddenSize: frame.hiddenSize, vocabularySize: frame.vocabularySize, tiesEmbeddings: frame.tiesEmbeddings,
      embedding: [root.table(reader.names.embedding, frame.vocabularySize, frame.hiddenSize)],
      output: Self.output(of: reader, root),
      layers: (0..<frame.layerCount).map {
        Layer(index: $0, kind: reader.layer($0, root.at("\(reader.names.layers)\($0).")))
      },
      multiTokenPrediction: reader.multiTokenPrediction(root), quantization: scheme.summary,
      cacheFormat: scheme.cacheFormat, maximumContext: frame.maximumContext,
      publishedCheckpoint: publishedCheckpoint)
  }

  private static func output(of reader: any ArchitectureReader, _ root: TensorMaker) -> [Tensor] {
    let frame = reader.frame
    var tensors = [root.vector(reader.names.finalNorm + ".weight", frame.hiddenSize)]
    if !frame.tiesEmbeddings {
      tensors.append(root.plainMatrix(reader.names.head, frame.vocabularySize, frame.hiddenSize, .divided))
    }
    return tensors + reader.extraOutput(root)
  }
}
