import Formats
import Foundation
import Models
import Quantities
import Testing

/// What a checkpoint says of its quantisation, and the bytes of its linear layers.
private struct ByteCase: Sendable {
  let file: String
  let settings: String
  let linear: Double

  init(file: String = "", _ settings: String, _ linear: Double) {
    self.file = file
    self.settings = settings
    self.linear = linear
  }
}

/// A Llama of two layers with 2 · 576 elements in its linear layers, and 200 elements in tables, norms and the head: 400 bytes.
@Suite("Bytes under each method of quantisation, by hand")
struct QuantizationMethodTests {
  private func model(_ settings: String) throws -> ModelArchitecture {
    try Fixture.llama.with(["quantization_config": settings]).model()
  }

  private func bytes(_ settings: String) throws -> Double { try model(settings).checkpointBytes.value }

  private static let methods: [ByteCase] = [
    // 4 bits, and for each 8 of them a scale of 2 bytes and a zero point of 4 bits: 0.5 + 2.5 / 8 bytes.
    ByteCase(
      #"{"quant_method": "awq", "bits": 4, "group_size": 8, "zero_point": true, "version": "gemm"}"#, 1_152 * 0.8125),
    ByteCase(#"{"quant_method": "awq", "bits": 4, "group_size": 8, "zero_point": false}"#, 1_152 * 0.75),
    // One layer is left alone.
    ByteCase(
      #"{"quant_method": "awq", "bits": 4, "group_size": 8, "modules_to_not_convert": ["layers.0"]}"#,
      576 * 0.8125 + 576 * 2
    ),
    // GPTQ also has 4 bytes for each input: 6 matrices of 8 inputs and one of 16 a layer.
    ByteCase(
      #"{"quant_method": "gptq", "bits": 4, "group_size": 8, "sym": true, "desc_act": false}"#, 1_152 * 0.8125 + 512),
    ByteCase(#"{"quant_method": "gptq", "bits": 8, "group_size": -1}"#, 1_152 + 512),
    // 128 elements of each layer are exempt: the down-projections.
    ByteCase(
      #"{"quant_method": "gptq", "bits": 4, "group_size": 8, "dynamic": {"-:.*down_proj.*": {}}}"#,
      2 * (448 * 0.8125 + 48 * 4) + 256 * 2
    ),
    ByteCase(
      #"{"quant_method": "gptq", "bits": 4, "group_size": 8, "dynamic": {"+:.*down_proj.*": {"bits": 8}}}"#,
      2 * (448 * 0.8125 + 48 * 4) + 2 * (128 * (1 + 3.0 / 8) + 16 * 4)
    ),
    ByteCase(
      #"{"quant_method": "auto-round", "bits": 4, "group_size": 8, "extra_config": {"model.layers.1": {"bits": 16}}}"#,
      576 * 0.8125 + 576 * 2
    ),
    // NF4: a 32-bit scale for each 64; or of 8 bits, with a 32-bit one for each 256 of them.
    ByteCase(
      #"{"quant_method": "bitsandbytes", "load_in_4bit": true, "bnb_4bit_quant_type": "nf4"}"#, 1_152 * (0.5 + 4.0 / 64)
    ),
    ByteCase(
      #"{"quant_method": "bitsandbytes", "load_in_4bit": true, "bnb_4bit_quant_type": "nf4", "bnb_4bit_use_double_quant": true}"#,
      1_152 * (0.5 + (1 + 4.0 / 256) / 64)
    ),
    ByteCase(#"{"quant_method": "bitsandbytes", "load_in_8bit": true, "llm_int8_threshold": 6.0}"#, 1_152),
    // MXFP8: 33 bytes for 32 elements.
    ByteCase(
      #"{"quant_method": "mxfp8", "activation_scheme": "dynamic", "weight_block_size": [1, 32]}"#, 1_152 * 33.0 / 32),
    ByteCase(
      #"{"quant_method": "fbgemm_fp8", "activation_scale_ub": 1200.0, "modules_to_not_convert": ["model.layers.0"]}"#,
      576 + 576 * 2
    ),
    ByteCase(#"{"quant_algo": "FP8", "kv_cache_scheme": "FP8", "ignore": ["lm_head"]}"#, 1_152),
    ByteCase(#"{"quant_method": "modelopt", "quant_algo": "W4A16_NVFP4", "group_size": 16}"#, 1_152 * 0.5625),
    ByteCase(#"{"quant_method": "modelopt_fp4", "quant_algo": "NVFP4"}"#, 1_152 * 0.5625),
    ByteCase(#"{"quant_method": "modelopt", "quant_algo": "MXFP8"}"#, 1_152 * 33.0 / 32),
    ByteCase(
      #"{"quant_method": "modelopt", "quant_algo": "W4A16_AWQ", "group_size": 8, "has_zero_point": false}"#,
      1_152 * 0.75
    ),
    ByteCase(
      #"{"quant_method": "quark", "exclude": ["lm_head", "re:.*down_proj"], "global_quant_config": {"weight": {"dtype": "fp4", "qscheme": "per_group", "group_size": 32}, "input_tensors": null}}"#,
      896 * (0.5 + 1.0 / 32) + 256 * 2
    ),
  ]

  @Test(arguments: methods) private func bytesByHand(_ byHand: ByteCase) throws {
    #expect(abs(try bytes(byHand.settings) - (byHand.linear + 400)) < 1e-9)
  }

  private func compressed(_ weights: String, ignore: String = #"["lm_head"]"#, more: String = "") -> String {
    #"{"quant_method": "compressed-tensors", "ignore": \#(ignore)\#(more), "config_groups": {"group_0": {"targets": ["Linear"], "weights": \#(weights)}}}"#
  }

  private static let groups: [ByteCase] = [
    ByteCase(#"{"num_bits": 4, "type": "int", "strategy": "group", "group_size": 8, "symmetric": true}"#, 1_152 * 0.75),
    ByteCase(
      #"{"num_bits": 4, "type": "int", "strategy": "group", "group_size": 8, "symmetric": false}"#, 1_152 * 0.8125),
    ByteCase(
      #"{"num_bits": 4, "type": "int", "group_size": 8, "symmetric": true, "actorder": "group"}"#, 1_152 * 0.75 + 512
    ),
    ByteCase(#"{"num_bits": 8, "type": "int", "strategy": "channel"}"#, 1_152),
    ByteCase(#"{"num_bits": 8, "type": "float", "strategy": "tensor"}"#, 1_152),
    ByteCase(#"{"num_bits": 4, "type": "float", "strategy": "tensor_group", "group_size": 16}"#, 1_152 * 0.5625),
    ByteCase(
      #"{"num_bits": 4, "type": "float", "group_size": 32, "scale_dtype": "torch.uint8"}"#, 1_152 * (0.5 + 1.0 / 32)),
    ByteCase(#"{"num_bits": 8, "type": "float", "group_size": 32, "scale_dtype": "torch.uint8"}"#, 1_152 * 33.0 / 32),
    ByteCase(
      #"{"num_bits": 8, "type": "float", "strategy": "block", "block_structure": "4x4"}"#, 1_152 * (1 + 4.0 / 16)),
    ByteCase(
      #"{"num_bits": 8, "type": "float", "strategy": "block", "block_structure": [4, 4]}"#, 1_152 * (1 + 4.0 / 16)
    ),
  ]

  @Test(arguments: groups) private func compressedTensors(_ byHand: ByteCase) throws {
    #expect(abs(try bytes(compressed(byHand.settings)) - (byHand.linear + 400)) < 1e-9)
  }

  /// "Linear" means the head too, unless it is among the exceptions: 80 elements.
  @Test func theHeadIsALinearLayer() throws {
    let weights = #"{"num_bits": 8, "type": "float", "strategy": "channel"}"#
    #expect(try bytes(compressed(weights, ignore: "[]")) == 1_152 + 400 - 80)
    #expect(try bytes(compressed(weights)) == 1_152 + 400)
  }

  @Test func sparseWeightsAreRefused() throws {
    let settings = compressed(
      #"{"num_bits": 8, "type": "float"}"#, more: #", "sparsity_config": {"format": "sparse-24-bitmask"}"#)
    let fault = try Fixture.llama.with(["quantization_config": settings]).fault()
    #expect(fault?.key == "quantization_config.sparsity_config.format" && fault?.id.rawValue == "unsupported-value")
  }

  /// What ModelOpt stored anew lies over the FP8 of the rest; drafting layers and shared experts stay as they were.
  @Test func modelOptOverFP8() throws {
    let settings = #"""
      {"quant_method": "fp8", "fmt": "e4m3", "weight_block_size": [128, 128], "quant_algo": "MIXED_PRECISION",
        "moe_quant_algo": "NVFP4", "group_size": 16, "kv_cache_quant_algo": null, "producer": {"name": "modelopt"},
        "ignore": ["*.shared_experts.*", "mtp.*"], "config_groups": {"group_0": {"targets": ["Linear"]}},
        "quantized_layers": {"model.layers.1.mlp.experts": {"quant_algo": "NVFP4", "group_size": 16}}}
      """#
    let model = try Fixture.deepSeek.with(["quantization_config": settings]).model()
    #expect(model.tensor("mlp.experts.0.up_proj.weight", layer: 1)?.weightFormat.bytesPerElement == 0.5625)
    #expect(model.tensor("mlp.shared_experts.up_proj.weight", layer: 1)?.weightFormat.format == .float8)
    #expect(model.quantization == "nvfp4, groups of 16 in modules listed; otherwise fp8, blocks of 128 × 128")
  }

  @Test func routedExpertsAloneMayBeStoredAnew() throws {
    let settings = #"{"quant_method": "fp8", "weight_block_size": [128, 128], "moe_quant_algo": "NVFP4"}"#
    let model = try Fixture.deepSeek.with(["quantization_config": settings]).model()
    #expect(model.tensor("mlp.experts.0.up_proj.weight", layer: 1)?.weightFormat.format == .nvfp4)
    #expect(model.tensor("self_attn.o_proj.weight", layer: 1)?.weightFormat.format == .float8)
  }

  @Test(arguments: [
    (#"{"quant_method": "fp8", "layout": "tiled"}"#, "quantization_config.layout"),
    (#"{"quant_method": "awq", "bits": 4, "group_size": 8, "sparse": 2}"#, "quantization_config.sparse"),
    (#"{"quant_method": "gptq", "bits": 4, "dynamic": {"+:x": {"rank": 8}}}"#, "quantization_config.dynamic.+:x.rank"),
    (
      #"{"quant_method": "auto-round", "bits": 4, "extra_config": {"model.layers.0": {"bits": 4, "rank": 8}}}"#,
      "quantization_config.extra_config.model.layers.0.rank"
    ),
    (
      #"{"quant_method": "quark", "global_quant_config": {"weight": {"dtype": "fp4", "planes": 2}}}"#,
      "quantization_config.global_quant_config.weight.planes"
    ),
    (#"{"quant_algo": "NVFP4", "lora_rank": 32}"#, "quantization_config.lora_rank"),
    (
      #"{"quant_method": "compressed-tensors", "config_groups": {"group_0": {"targets": ["Linear"], "weights": {"num_bits": 8, "type": "int", "planes": 2}}}}"#,
      "quantization_config.config_groups.group_0.weights.planes"
    ),
  ]) func anUnreadKeyIsAnError(settings: String, key: String) throws {
    let fixture = Fixture.llama.with(["quantization_config": settings])
    let fault = try fixture.fault()
    #expect(fault?.id.rawValue == "unread-key" && fault?.key == key, "\(String(describing: fault))")
    let name = String(key.split(separator: ".").last ?? "")
    let model = try IgnoredKeys.$names.withValue([name]) { try fixture.model() }
    #expect(model.remarks == ["\(key) was set aside (--ignore-key)"])
  }

  /// A method that nobody knows can be set aside as a whole.
  @Test func aKeyThatIsSetAsideIsNotThere() throws {
    let fixture = Fixture.llama.with(["quantization_config": #"{"quant_method": "magic"}"#])
    let model = try IgnoredKeys.$names.withValue(["quantization_config"]) { try fixture.model() }
    #expect(model.quantization == "none (bf16)")
    #expect(model.remarks == ["quantization_config was set aside (--ignore-key)"])
  }
}

@Suite("What lies beside config.json")
struct CheckpointFileTests {
  private func model(_ files: [String: String]) throws -> ModelArchitecture {
    let folder = try TemporaryFolder()
    _ = try folder.write(Fixture.llama.json, to: "config.json")
    for (name, content) in files { _ = try folder.write(content, to: name) }
    return try ModelArchitecture(contentsOf: folder.path)
  }

  private static let files: [ByteCase] = [
    ByteCase(
      file: "quantize_config.json", #"{"bits": 4, "group_size": 8, "desc_act": true, "damp_percent": 0.01}"#,
      1_152 * 0.8125 + 512
    ),
    ByteCase(
      file: "quant_config.json", #"{"zero_point": true, "q_group_size": 8, "w_bit": 4, "version": "GEMM"}"#,
      1_152 * 0.8125),
    ByteCase(
      file: "hf_quant_config.json", #"{"producer": {"name": "modelopt"}, "quantization": {"quant_algo": "FP8"}}"#, 1_152
    ),
    // The file names some tensors; others have the type of the whole.
    ByteCase(
      file: "quant_model_description.json",
      #"{"model_quant_type": "W8A8", "lm_head.weight": "FLOAT", "model.layers.0.mlp.down_proj.weight": "FLOAT", "model.layers.1.mlp.up_proj.weight": "W4A8_DYNAMIC"}"#,
      1_152 - 128 - 128 + 256 + 64
    ),
  ]

  @Test(arguments: files) private func quantisationBesideTheConfiguration(_ byHand: ByteCase) throws {
    #expect(try model([byHand.file: byHand.settings]).checkpointBytes.value == byHand.linear + 400)
  }

  @Test func anUnreadKeyThereIsAnErrorToo() throws {
    #expect(throws: Diagnostic.self) {
      try model(["hf_quant_config.json": #"{"quantization": {"quant_algo": "FP8", "planes": 2}}"#])
    }
  }

  /// 1,352 elements of 2 bytes.
  @Test func theIndexIsComparedWithWhatWasComputed() throws {
    func index(_ size: Int) -> [String: String] {
      ["model.safetensors.index.json": #"{"metadata": {"total_size": \#(size)}, "weight_map": {}}"#]
    }
    let same = try model(index(2_704))
    #expect(same.publishedCheckpoint?.size == Bytes(2_704) && same.remarks.isEmpty)
    #expect(try model(index(2_690)).remarks.isEmpty)
    let half = try model(index(1_352))
    #expect(half.remarks.count == 1)
    #expect(half.remarks[0].contains("100.0 % more than the 1.352 kB of the files (model.safetensors.index.json)"))
  }

  @Test func headersOfShardsSayTheSameWithoutAnIndex() throws {
    func shard(_ bytes: Int) -> String { "\u{02}\0\0\0\0\0\0\0{}" + String(repeating: "x", count: bytes) }
    let parts = ["model-00001-of-00002.safetensors": shard(1_000), "model-00002-of-00002.safetensors": shard(1_704)]
    let model = try model(parts)
    #expect(model.publishedCheckpoint?.size == Bytes(2_704))
    #expect(model.publishedCheckpoint?.source == "the headers of 2 files")
    // A pointer of Git LFS is no such file.
    #expect(try self.model(["model.safetensors": "version https://git-lfs"]).publishedCheckpoint == nil)
  }
}
