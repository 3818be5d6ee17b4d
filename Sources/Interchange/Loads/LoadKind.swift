/// What recorded the tokens that went to each expert.
public enum LoadKind: String, Sendable, CaseIterable, Codable {
  /// SGLang's recorder as JSON: counts of logical experts, or of physical slots with the map that ran.
  case sglang
  /// SGLang's recorder of early 2025: a table with a row for each layer and expert, one file for each rank.
  case sglangCSV = "sglang-csv"
  /// TensorRT-LLM's statistics: a folder with meta_info.json and a safetensors file for each rank.
  case tensorrtLLM = "tensorrt-llm"
  /// The weights that DeepSeek's EPLB takes: a matrix [layer][expert] as JSON, CSV or `.npy`.
  case eplb
  /// The experts of each token: arrays in NPZ or `.npy`, or JSON lines.
  case routes
}
