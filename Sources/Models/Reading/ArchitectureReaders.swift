import Inputs

/// Every family that can be read.
enum ArchitectureReaders {
  static var all: [any ArchitectureReader.Type] {
    [
      DenseReader.self, DeepSeekReader.self, DeepSeekV4Reader.self, GLM4Reader.self, GemmaReader.self,
      GptOssReader.self, KimiLinearReader.self, Llama4Reader.self, MiMoReader.self, MiniMaxReader.self,
      MiniMaxM3Reader.self, MixtralReader.self, NemotronHybridReader.self, NemotronPuzzleReader.self,
      Qwen3MixtureReader.self, QwenHybridReader.self,
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
        "unknown-architecture", expected: "one of \(modelTypes.joined(separator: ", "))",
        advice: "layer sizes of an architecture that is not known are not guessed")
    }
    return try type.init(configuration)
  }
}
