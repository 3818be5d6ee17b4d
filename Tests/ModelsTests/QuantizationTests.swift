import Formats
import Models
import Quantities
import Testing

@Suite("How checkpoints say that they are quantised")
struct QuantizationTests {
  private func fixture(_ settings: String) -> Fixture { .deepSeek.with(["quantization_config": settings]) }

  private func expectPlain(_ model: ModelArchitecture, _ names: [String], layer: Int) {
    for name in names {
      #expect(model.tensor(name, layer: layer)?.weightFormat == WeightFormat(.bfloat16), "\(name)")
    }
  }

  @Test func blocksOfFloat8LeaveRouterNormsAndTablesAlone() throws {
    let model = try fixture(#"{"quant_method": "fp8", "weight_block_size": [128, 128]}"#).model()
    let format = WeightFormat(.float8, scaleBytesPerElement: 4.0 / (128 * 128), group: 128)
    for name in ["self_attn.q_a_proj.weight", "mlp.experts.0.down_proj.weight", "mlp.shared_experts.up_proj.weight"] {
      #expect(model.tensor(name, layer: 1)?.weightFormat == format, "\(name)")
    }
    expectPlain(model, ["mlp.gate.weight", "input_layernorm.weight", "self_attn.kv_a_layernorm.weight"], layer: 1)
    #expect((model.embedding + model.output).allSatisfy { $0.weightFormat == WeightFormat(.bfloat16) })
    #expect(model.quantization == "fp8, blocks of 128 × 128")
  }

  @Test func withoutBlocksThereIsOneScalePerTensor() throws {
    let model = try fixture(
      #"{"quant_method": "fp8", "weight_block_size": null, "modules_to_not_convert": ["self_attn"]}"#
    ).model()
    #expect(model.tensor("mlp.up_proj.weight")?.weightFormat == WeightFormat(.float8))
    expectPlain(model, ["self_attn.o_proj.weight"], layer: 0)
  }

  @Test func mxfp4IsForExpertsOnlyInGptOss() throws {
    let model = try ModelCatalogue.model(named: "gpt-oss-20b")
    let format = WeightFormat(.mxfp4, scaleBytesPerElement: 1.0 / 32)
    #expect(model.tensor("mlp.experts.down_proj.weight")?.weightFormat == format)
    expectPlain(
      model,
      ["mlp.experts.down_proj_bias", "self_attn.q_proj.weight", "self_attn.sinks", "mlp.router.weight"], layer: 0)
  }

  @Test func expressionsExemptModules() throws {
    let model = try ModelCatalogue.model(named: "Kimi-K2.5")
    #expect(
      model.tensor("mlp.experts.0.up_proj.weight", layer: 1)?.weightFormat
        == WeightFormat(.integer4, scaleBytesPerElement: 2.0 / 32, group: 32))
    expectPlain(model, ["self_attn.o_proj.weight", "mlp.shared_experts.up_proj.weight"], layer: 1)
    expectPlain(model, ["mlp.up_proj.weight"], layer: 0)
    let kimi = try ModelCatalogue.model(named: "Kimi-K3")
    #expect(kimi.tensor("block_sparse_moe.experts.0.w1.weight", layer: 1)?.weightFormat.format == .mxfp4)
    expectPlain(kimi, ["block_sparse_moe.routed_expert_down_proj.weight", "self_attn.q_proj.weight"], layer: 1)
  }

  @Test func anExpressionThatCannotBeReadIsAFault() throws {
    let settings = #"""
      {"quant_method": "compressed-tensors", "ignore": ["re:(("], "config_groups": {"group_0": {
        "targets": ["Linear"], "weights": {"num_bits": 4, "type": "int", "group_size": 32}}}}
      """#
    let fault = try fixture(settings).fault()
    #expect(fault?.id.rawValue == "expression-invalid")
    #expect(fault?.key == "quantization_config.ignore[0]")
  }

  @Test func modelOptInlineAsksForACacheFormat() throws {
    let model = try ModelCatalogue.model(named: "GLM-5.3-NVFP4")
    #expect(model.cacheFormat == .float8)
    #expect(model.tensor("mlp.experts.0.up_proj.weight", layer: 3)?.weightFormat.bytesPerElement == 0.5 + 1.0 / 16)
    // "model.layers.1.*" is layer 1 and not layer 10.
    expectPlain(model, ["mlp.up_proj.weight"], layer: 1)
    expectPlain(model, ["self_attn.o_proj.weight", "mlp.shared_experts.up_proj.weight"], layer: 10)
    #expect(
      model.multiTokenPrediction?.layers[0].kind.feedForward.mixture?.expertTensors[0].weightFormat.format == .bfloat16)
  }

  @Test func theSecondFileIsReadWhereTheFirstIsSilent() throws {
    let file = #"""
      {"quantization": {"quant_algo": "NVFP4", "kv_cache_quant_algo": "FP8", "group_size": 16,
        "exclude_modules": ["lm_head", "model.layers.0.self_attn.q_a_proj", "model.layers.1*"]}}
      """#
    let model = try Fixture.deepSeek.model(quantizationFile: file)
    #expect(model.cacheFormat == .float8)
    expectPlain(model, ["self_attn.q_a_proj.weight"], layer: 0)
    #expect(model.tensor("self_attn.q_b_proj.weight")?.weightFormat.format == .nvfp4)
    expectPlain(model, ["self_attn.q_b_proj.weight", "mlp.experts.0.up_proj.weight"], layer: 1)
  }

  @Test func theSecondFileMayAddTheCacheFormat() throws {
    let settings = #"{"quant_method": "fp8", "weight_block_size": [128, 128]}"#
    let file = #"{"quantization": {"quant_algo": "NVFP4", "kv_cache_quant_algo": "NVFP4"}}"#
    let model = try fixture(settings).model(quantizationFile: file)
    #expect(model.cacheFormat == .nvfp4)
    #expect(model.quantization == "fp8, blocks of 128 × 128")
  }

  @Test func mixedPrecisionIsDecidedModuleByModule() throws {
    let file = #"""
      {"quantization": {"quant_algo": "MIXED_PRECISION", "kv_cache_quant_algo": null, "quantized_layers": {
        "model.layers.0.self_attn.o_proj": {"quant_algo": "FP8"},
        "model.layers.1.mlp.experts.0.up_proj": {"quant_algo": "NVFP4", "group_size": 16}}}}
      """#
    let model = try Fixture.deepSeek.model(quantizationFile: file)
    #expect(model.tensor("self_attn.o_proj.weight")?.weightFormat == WeightFormat(.float8))
    #expect(model.tensor("mlp.experts.0.up_proj.weight", layer: 1)?.weightFormat.format == .nvfp4)
    expectPlain(model, ["self_attn.o_proj.weight", "mlp.experts.0.down_proj.weight"], layer: 1)
  }

  @Test func deepSeekV4StoresExpertsInAnotherFormatThanTheRest() throws {
    let model = try ModelCatalogue.model(named: "DeepSeek-V4-Pro")
    #expect(
      model.tensor("ffn.experts.0.w1.weight")?.weightFormat == WeightFormat(.mxfp4, scaleBytesPerElement: 1.0 / 32))
    #expect(model.tensor("ffn.shared_experts.w1.weight")?.weightFormat.format == .float8)
    #expect(model.tensor("attn.wq_a.weight")?.weightFormat.format == .float8)
    #expect(model.tensor("hc_attn_fn")?.weightFormat == WeightFormat(.float32))
  }

  @Test(arguments: [
    (#"{"quant_method": "magic"}"#, "unknown-value", "quantization_config.quant_method"),
    (#"{"bits": 4}"#, "missing-key", "quantization_config.quant_method"),
    (#"{"quant_method": "fp8", "weight_block_size": [128]}"#, "wrong-type", "quantization_config.weight_block_size"),
    (
      #"{"quant_method": "fp8", "weight_block_size": [0, 128]}"#, "out-of-range",
      "quantization_config.weight_block_size[0]"
    ),
    (#"{"quant_algo": "INT3"}"#, "unknown-value", "quantization_config.quant_algo"),
    (#"{"quant_method": "compressed-tensors"}"#, "missing-key", "quantization_config.config_groups"),
    (#"[1]"#, "wrong-type", "quantization_config"),
  ]) func faultsAreLocated(settings: String, id: String, key: String) throws {
    let fault = try fixture(settings).fault()
    #expect(fault?.id.rawValue == id)
    #expect(fault?.key == key)
  }
}
