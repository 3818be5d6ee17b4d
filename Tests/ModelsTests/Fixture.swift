import Formats
import Foundation
@testable import Models

/// Small configurations, changed key by key.
struct Fixture {
  private(set) var entries: [String: String]

  /// Keys and values as JSON.
  init(_ entries: [String: String]) { self.entries = entries }

  /// A Llama of two layers: 2·10·8 + 8 + 2·(2·8·8 + 2·4·8 + 3·8·16 + 2·8) = 1,352 parameters.
  static let llama = Fixture([
    "model_type": "\"llama\"", "hidden_size": "8", "num_attention_heads": "2", "num_key_value_heads": "1",
    "num_hidden_layers": "2", "intermediate_size": "16", "vocab_size": "10", "torch_dtype": "\"bfloat16\"",
  ])

  /// A DeepSeek-V3 of two layers, the second a mixture of 2 of 4 experts and a shared one.
  static let deepSeek = Fixture([
    "model_type": "\"deepseek_v3\"", "hidden_size": "8", "num_attention_heads": "2", "q_lora_rank": "4",
    "kv_lora_rank": "3", "qk_nope_head_dim": "2", "qk_rope_head_dim": "1", "v_head_dim": "2",
    "num_hidden_layers": "2", "first_k_dense_replace": "1", "intermediate_size": "10", "n_routed_experts": "4",
    "num_experts_per_tok": "2", "n_shared_experts": "1", "moe_intermediate_size": "6", "vocab_size": "10",
  ])

  /// With keys set (JSON) or, by `nil`, removed.
  func with(_ changes: [String: String?]) -> Fixture {
    var copy = self
    for (key, value) in changes { copy.entries[key] = value }
    return copy
  }

  var json: String {
    "{" + entries.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
  }

  /// The architecture that it reads as.
  func model(quantizationFile: String? = nil) throws -> ModelArchitecture {
    let second = try quantizationFile.map {
      QuantizationFile(kind: .modelOpt, root: try InputDocument.parse(Data($0.utf8), file: "hf_quant_config.json"))
    }
    let root = try InputDocument.parse(Data(json.utf8), file: "config.json")
    return try ModelArchitecture(ModelConfiguration(root, name: "fixture", quantizationFile: second))
  }

  /// The fault that reading it ends in; `nil` where it succeeds.
  func fault() throws -> Diagnostic? {
    do {
      _ = try model()
      return nil
    } catch let fault as Diagnostic {
      return fault
    }
  }
}

extension ModelArchitecture {
  /// The tensors of a layer by name, experts included.
  func tensor(_ name: String, layer index: Int = 0) -> Tensor? {
    let kind = layers[index].kind
    return (kind.tensorsBesideExperts + (kind.feedForward.mixture?.expertTensors ?? [])).first { $0.name == name }
  }
}
