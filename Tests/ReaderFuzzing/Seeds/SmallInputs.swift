import Clusters
import Costing
import Foundation
import Models

/// Honest inputs that are planned in milliseconds.
enum SmallInputs {
  static let clusterText = """
    layline: cluster/1
    name: small
    pools:
      - name: h200
        accelerator: H200-SXM
        racks: 2
        nodesPerRack: 2
        gpusPerNode: 2
        domain: node
        tiers:
          - { name: leaf, spans: rack, bandwidth: 50 GB/s, latency: 3 us }
          - { name: spine, spans: pool, bandwidth: 1/8, oversubscription: "2:1", latency: 5 us }
        hosts: ["rack[0-1]-node[0-1]"]
        unavailable: [gpu 5]
        price: 2.00 USD/GPU/h

    """
  static let llamaText = """
    {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
     "num_key_value_heads": 2, "intermediate_size": 128, "vocab_size": 1000, "tie_word_embeddings": false,
     "torch_dtype": "bfloat16"}

    """
  static let mixtureText = """
    {"model_type": "qwen3_moe", "num_hidden_layers": 3, "hidden_size": 64, "num_attention_heads": 4,
     "num_key_value_heads": 2, "head_dim": 16, "intermediate_size": 128, "moe_intermediate_size": 32,
     "num_experts": 8, "num_experts_per_tok": 2, "decoder_sparse_step": 1, "mlp_only_layers": [],
     "norm_topk_prob": true, "vocab_size": 1000, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
     "max_position_embeddings": 4096}

    """

  static let cluster = Result { try Cluster(parsing: Data(clusterText.utf8), file: "cluster.yaml") }
  static let model = Result { try model(llamaText) }
  static let mixture = Result { try model(mixtureText) }
  static let calibration = Result { try CalibrationReference("default").read() }

  /// A file that holds the small model.
  static let modelFile: String = {
    let path = ScratchFile.shared.folder + "/small.json"
    try? Data(llamaText.utf8).write(to: URL(filePath: path))
    return path
  }()

  private static func model(_ text: String) throws -> ModelArchitecture {
    try ScratchFile.shared.with(Array(text.utf8), name: "small.json") { try ModelArchitecture(contentsOf: $0) }
  }
}
