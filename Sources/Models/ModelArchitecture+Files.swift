import Formats
import FoundationEssentials
import Quantities

extension ModelArchitecture {
  /// Reads a model from its `config.json`, or from the folder that contains it.
  ///
  /// A file next to it that describes the quantisation (`hf_quant_config.json`, `quantize_config.json`, `quant_config.json`,
  /// `quant_model_description.json`; for `X.json` the same behind `X.`) is read where the configuration does not. What is
  /// computed is compared with the files of weights, where they or their index are there.
  /// - Parameter path: The file or folder.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    var isFolder = false
    let exists = FileManager.default.fileExists(atPath: InputDocument.place(of: path), isDirectory: &isFolder)
    let file = exists && isFolder ? path + (path.hasSuffix("/") ? "" : "/") + "config.json" : path
    let root = try InputDocument.read(contentsOf: file)
    let url = URL(fileURLWithPath: InputDocument.place(of: file))
    let isConfiguration = url.lastPathComponent == "config.json"
    try self.init(
      ModelConfiguration(root, name: Self.name(ofFile: file), quantizationFile: Self.quantizationFile(nextTo: url)),
      publishedCheckpoint: isConfiguration ? CheckpointFiles.size(in: url.deletingLastPathComponent().path) : nil)
  }

  private static func quantizationFile(nextTo file: URL) throws -> QuantizationFile? {
    let stem = file.deletingPathExtension().lastPathComponent
    let prefix = stem == "config" ? "" : "\(stem)."
    for kind in QuantizationFile.Kind.allCases {
      for name in kind.names {
        let path = file.deletingLastPathComponent().appendingPathComponent(prefix + name).path
        if InputDocument.isThere(path) {
          return QuantizationFile(kind: kind, root: try InputDocument.read(contentsOf: path))
        }
      }
    }
    return nil
  }

  /// A `config.json` is named after its folder, any other file after itself.
  private static func name(ofFile file: String) -> String {
    let url = URL(fileURLWithPath: InputDocument.place(of: file)).standardizedFileURL
    let stem = url.deletingPathExtension().lastPathComponent
    return stem == "config" ? url.deletingLastPathComponent().lastPathComponent : stem
  }
}

/// A reader of one family of architectures. Keys are read in `init`, so that missing ones are reported before tensors
/// are made.
protocol ArchitectureReader {
  /// The `model_type`s that this reader understands.
  static var modelTypes: [String] { get }

  /// - Throws: `Diagnostic` for a key that is missing, of the wrong type, or at odds with another.
  init(_ configuration: ModelConfiguration) throws

  /// The sizes that every model has.
  var frame: ModelFrame { get }
  /// The names of the checkpoint's tensors outside of the layers.
  var names: CheckpointNames { get }
  /// The layer of an index, from 0. `maker` makes the tensors of its place.
  func layer(_ index: Int, _ maker: TensorMaker) -> LayerKind
  /// What people should know of the reading, in sentences.
  var remarks: [String] { get }
  /// Tensors beside the embedding: learned positions, embeddings of each layer.
  func extraEmbedding(_ maker: TensorMaker) -> [Tensor]
  /// Tensors behind the last layer besides norm and LM head.
  func extraOutput(_ maker: TensorMaker) -> [Tensor]
  /// The drafting layers. `maker` is at the root of the checkpoint.
  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction?
}

extension ArchitectureReader {
  var names: CheckpointNames { .usual }
  var remarks: [String] { [] }
  func extraEmbedding(_ maker: TensorMaker) -> [Tensor] { [] }
  func extraOutput(_ maker: TensorMaker) -> [Tensor] { [] }
  func multiTokenPrediction(_ maker: TensorMaker) -> MultiTokenPrediction? { nil }
}

/// Every family that can be read.
private enum ArchitectureReaders {
  static var all: [any ArchitectureReader.Type] {
    [
      DenseReader.self, DeepSeekReader.self, DeepSeekV4Reader.self, FalconHybridReader.self, GLM4Reader.self,
      Gemma3nReader.self, GemmaReader.self, GptOssReader.self, GraniteHybridReader.self, GroupedMixtureReader.self,
      JambaReader.self,
      KimiLinearReader.self, LiquidReader.self, Llama4Reader.self, LlamaVisionReader.self, MiMoReader.self,
      MiniMaxReader.self,
      MiniMaxM3Reader.self, MixtralReader.self, NemotronHybridReader.self, NemotronPuzzleReader.self,
      Qwen3MixtureReader.self, QwenHybridReader.self, StepReader.self,
    ]
  }

  /// Every `model_type` that can be read, sorted.
  static var modelTypes: [String] { all.flatMap { $0.modelTypes }.sorted() }

  /// The reader for a configuration's `model_type`.
  /// - Throws: `Diagnostic` "unknown-architecture".
  static func reader(for configuration: ModelConfiguration) throws -> any ArchitectureReader {
    guard let type = all.first(where: { $0.modelTypes.contains(configuration.modelType) }) else {
      let section = configuration.text
      let node = try section.value("model_type") ?? configuration.outer.node.required("model_type")
      throw node.fault(
        .unknownArchitecture, expected: "one of \(modelTypes.joined(separator: ", "))",
        advice: "layer sizes of an architecture that is not known are not guessed")
    }
    return try type.init(configuration)
  }
}

/// The names of a checkpoint's tensors outside of the layers.
struct CheckpointNames {
  /// The prefix of all tensors, with the dot: "model."; empty without one.
  var root = ""
  let embedding: String
  /// The prefix of the layers, with the dot: "model.layers.".
  let layers: String
  let finalNorm: String
  let head: String

  /// "model.layers.0", "lm_head".
  static let usual = inside("model", head: "lm_head")

  /// - Parameters:
  ///   - root: The module that holds embedding, layers and norm: "language_model.model".
  ///   - head: The LM head.
  static func inside(_ root: String, head: String) -> CheckpointNames {
    CheckpointNames(
      root: "\(root).", embedding: "\(root).embed_tokens", layers: "\(root).layers.", finalNorm: "\(root).norm",
      head: head)
  }
}

extension ModelArchitecture {
  /// Builds the layers of a configuration.
  /// - Throws: `Diagnostic` for an architecture that is not known, and for keys that are missing, wrong, at odds with
  ///   each other, or not understood.
  init(_ configuration: ModelConfiguration, publishedCheckpoint: PublishedCheckpoint? = nil) throws {
    let reader = try ArchitectureReaders.reader(for: configuration)
    let scheme = try QuantizationReader.read(configuration)
    let frame = reader.frame
    let root = TensorMaker(prefix: "", scheme: scheme)
    let surroundings = try Towers.read(configuration, root, frame)
    try configuration.checkAllRead()
    self.init(
      name: configuration.name, modelType: configuration.modelType, file: configuration.outer.node.file,
      hiddenSize: frame.hiddenSize, vocabularySize: frame.vocabularySize, tiesEmbeddings: frame.tiesEmbeddings,
      embedding: [root.table(reader.names.embedding, frame.vocabularySize, frame.hiddenSize)]
        + reader.extraEmbedding(root),
      output: Self.output(of: reader, root),
      layers: (0..<frame.layerCount).map {
        Layer(index: $0, kind: reader.layer($0, root.at("\(reader.names.layers)\($0).")))
      },
      multiTokenPrediction: reader.multiTokenPrediction(root), quantization: scheme.summary,
      cacheFormat: scheme.cacheFormat, maximumContext: frame.maximumContext,
      publishedCheckpoint: publishedCheckpoint)
    towers = surroundings.tensors
    remarks = reader.remarks + surroundings.remarks + configuration.setAsideRemarks + deviationRemarks
  }

  /// Said where the files weigh otherwise than was computed from what describes them.
  private var deviationRemarks: [String] {
    guard let published = publishedCheckpoint, published.isOfFiles, let deviation = deviationFromPublished,
      abs(deviation) > 0.01
    else { return [] }
    let share = Numerals.percent(abs(deviation), decimals: 1)
    return [
      "the weights were computed to have \(checkpointBytes.formatted(significantDigits: 4)), \(share) "
        + "\(deviation < 0 ? "less" : "more") than the \(published.size.formatted(significantDigits: 4)) of the files "
        + "(\(published.source)): is the quantisation described somewhere else, or are files missing?"
    ]
  }

  private static func output(of reader: any ArchitectureReader, _ root: TensorMaker) -> [Tensor] {
    let frame = reader.frame
    var tensors = [root.vector(reader.names.finalNorm + ".weight", frame.hiddenSize)]
    if !frame.tiesEmbeddings {
      let (name, rows, width) = (reader.names.head, frame.vocabularySize, frame.hiddenSize)
      tensors.append(
        root.scheme.quantizesHead ? root.linear(name, rows, width) : root.plainMatrix(name, rows, width, .divided))
    }
    return tensors + reader.extraOutput(root)
  }
}
