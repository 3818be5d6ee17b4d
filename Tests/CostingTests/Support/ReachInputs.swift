import Formats
import Foundation
import Models
import Quantities
@testable import Costing

/// A cluster, a calibration and models with a figure for every key.
enum ReachInputs {
  /// Two pools, whose domains lie below two leaves each; the second says itself how fast its links are.
  static var cluster: InputNode {
    get throws {
      try InputDocument.parse(
        Data(
          """
          layline: cluster/1
          name: reach
          pools:
          \(pool("first", family: "hopper", rates: "bf16: 900 TFLOP/s, fp8: 1800 TFLOP/s, int8: 1700 TFLOP/s"))
          \(pool("second", family: "blackwell", rates: "\(fast), nvfp4: 4000 TFLOP/s, mxfp4: 3000 TFLOP/s"))
          interconnect: { bandwidth: 20 GB/s, oversubscription: 2, latency: 900 us }
          """.utf8), file: "reach.yaml")
    }
  }

  private static let fast = "bf16: 1000 TFLOP/s, fp8: 2000 TFLOP/s"

  private static func pool(_ name: String, family: String, rates: String) -> String {
    """
      - name: \(name)
        accelerator:
          id: \(name)
          vendor: none
          family: \(family)
          memory: 180 GB
          memoryBandwidth: 3 TB/s
          rates: { \(rates) }
          scaleUp: { link: wire, wiring: mesh, bandwidth: 300 GB/s, bandwidthPerPeer: 90 GB/s, latency: 30 us }
          sources: { default: a test }
        racks: 4
        nodesPerRack: 4
        gpusPerNode: 4
        domain: 4
        price: 3.00 USD/GPU/h
        \(name == "second" ? "scaleUp: { bandwidth: 280 GB/s, bandwidthPerPeer: 80 GB/s, latency: 20 us }" : "")
        tiers:
          - { name: leaf, spans: 1 racks, bandwidth: 25 GB/s, oversubscription: 2, latency: 40 us }
          - { name: spine, spans: pool, bandwidth: 20 GB/s, oversubscription: 4, latency: 50 us }
        sources: { default: a test }
    """
  }

  static var calibration: InputNode {
    get throws {
      try InputDocument.parse(CalibrationReference.shipped("default").contents(), file: "calibration default")
    }
  }

  /// A layer for every kind of mixer and every format of weights that a calibration has a figure for.
  static var model: ModelArchitecture {
    let formats: [NumberFormat] = [.float8, .integer8, .nvfp4, .mxfp4]
    var layers = [
      SmallModel.denseLayer, SmallModel.mixtureLayer, SmallModel.layer(SmallModel.latentAttention),
      SmallModel.layer(SmallModel.linearAttention),
    ]
    layers += formats.map { SmallModel.layer(SmallModel.groupedAttention, dense(WeightFormat($0))) }
    layers.append(
      SmallModel.layer(SmallModel.groupedAttention, dense(WeightFormat(.float8, scaleBytesPerElement: 0.1))))
    var expanded = SmallModel.mixture()
    expanded.expertTensors = [SmallModel.tensor("expert", 1_000_000, .divided, .integer4)]
    layers.append(SmallModel.layer(SmallModel.groupedAttention, .mixture(expanded)))
    let projection = Tensor(
      name: "q_proj", elements: 2_000_000, role: .matrix, sharding: .divided,
      weightFormat: WeightFormat(.float8, scaleBytesPerElement: 0.1))
    layers.append(
      SmallModel.layer(
        TokenMixer(
          kind: .full, tensors: [projection], cache: SmallModel.groupedAttention.cache,
          attention: SmallModel.groupedAttention.attention)))
    // So many heads share a cache that products take longer than reading it.
    layers.append(
      SmallModel.layer(
        TokenMixer(
          kind: .latent, tensors: SmallModel.latentAttention.tensors, cache: SmallModel.latentAttention.cache,
          attention: AttentionShape(queryHeads: 2048, scoreWidth: 576, valueWidth: 512))))
    return SmallModel.model(layers: layers)
  }

  private static func dense(_ format: WeightFormat) -> FeedForward {
    .dense([
      Tensor(name: "up_proj", elements: 40_000_000, role: .matrix, sharding: .divided, weightFormat: format)
    ])
  }

  /// A small DeepSeek-V3 with the figures that published files have.
  static var configuration: InputNode {
    get throws {
      try InputDocument.parse(
        Data(
          """
          {
            "model_type": "deepseek_v3", "hidden_size": 1024, "num_attention_heads": 16, "num_key_value_heads": 16,
            "q_lora_rank": 384, "kv_lora_rank": 256, "qk_nope_head_dim": 64, "qk_rope_head_dim": 32, "v_head_dim": 64,
            "num_hidden_layers": 6, "first_k_dense_replace": 2, "moe_layer_freq": 1, "intermediate_size": 4096,
            "n_routed_experts": 64, "num_experts_per_tok": 4, "n_shared_experts": 1, "moe_intermediate_size": 512,
            "n_group": 2, "topk_group": 1, "vocab_size": 32000, "num_nextn_predict_layers": 1,
            "max_position_embeddings": 163840, "rms_norm_eps": 0.001, "rope_theta": 10000,
            "routed_scaling_factor": 2.5, "torch_dtype": "bfloat16"
          }
          """.utf8), file: "reach/config.json")
    }
  }
}
