import Formats
import Foundation
import Models
import Testing

@Suite("Configurations that are not right")
struct FaultTests {
  @Test(arguments: [
    ("num_hidden_layers", "0", "out-of-range"), ("hidden_size", "-8", "out-of-range"),
    ("vocab_size", "1e300", "out-of-range"), ("intermediate_size", "16.5", "wrong-type"),
    ("num_attention_heads", "\"2\"", "wrong-type"), ("num_key_value_heads", "NaN", "wrong-type"),
    ("hidden_size", "1000000000000", "out-of-range"), ("num_hidden_layers", "Infinity", "wrong-type"),
    ("num_attention_heads", "3", "conflict"), ("num_key_value_heads", "3", "conflict"),
    ("torch_dtype", "\"float64\"", "unknown-value"), ("tie_word_embeddings", "1", "wrong-type"),
  ]) func aWrongValueIsNamed(key: String, value: String, id: String) throws {
    let fault = try Fixture.llama.with([key: value]).fault()
    #expect(fault?.id.rawValue == id)
    #expect(fault?.key == key)
    #expect(fault?.file == "config.json")
  }

  @Test(arguments: ["hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size"])
  func aMissingKeyIsNamed(key: String) throws {
    for change in [String?.none, "null"] {
      let fault = try Fixture.llama.with([key: change]).fault()
      #expect(fault?.id.rawValue == "missing-key")
      #expect(fault?.key == key)
    }
  }

  @Test func aFigureThatNoNumberHoldsIsRefused() throws {
    #expect(try Fixture.llama.with(["vocab_size": "1e400"]).fault() != nil)
  }

  @Test func anUnknownArchitectureIsNotGuessed() throws {
    let fault = try Fixture.llama.with(["model_type": "\"llama9\""]).fault()
    #expect(fault?.id.rawValue == "unknown-architecture")
    #expect(fault?.key == "model_type")
    #expect(fault?.expected.contains("deepseek_v3") == true)
    #expect(try Fixture.llama.with(["model_type": nil]).fault()?.id.rawValue == "missing-key")
  }

  @Test func listsMustFitTheNumberOfLayers() throws {
    let fault = try Fixture.deepSeek.with(["mlp_layer_types": "[\"dense\"]"]).fault()
    #expect(fault?.id.rawValue == "conflict")
    #expect(fault?.key == "mlp_layer_types")
    #expect(try Fixture.deepSeek.with(["num_experts_per_tok": "5"]).fault()?.id.rawValue == "conflict")
  }

  @Test(arguments: [
    ("num_local_experts", "8"), ("attention_window", "128"), ("ffn_layers", "[1]"), ("kv_lora_rank", "512"),
    ("add_extra_heads", "true"), ("sparse_mode", "\"on\""), ("conv_state", "{\"a\": 1}"),
  ]) func aKeyThatSoundsLikeArchitectureAndIsNotReadIsRefused(key: String, value: String) throws {
    let fault = try Fixture.llama.with([key: value]).fault()
    #expect(fault?.id.rawValue == "unread-key")
    #expect(fault?.key == key)
  }

  @Test(arguments: [
    ("num_local_experts", "0"), ("sliding_mode_head", "false"), ("kv_lora_rank", "null"), ("conv_list", "[]"),
    ("initializer_range", "0.02"), ("rope_scaling", "{\"factor\": 8}"), ("eos_token_id", "[1, 2]"),
    ("layernorm_alpha", "3.5"), ("bos_token_id", "1"), ("rms_norm_eps", "1"),
  ]) func aKeyThatAsksForNothingIsLetPass(key: String, value: String) throws {
    #expect(try Fixture.llama.with([key: value]).fault() == nil)
  }

  @Test(arguments: [
    ("<!DOCTYPE html><html></html>", "html-page"), ("{\"model_type\": \"llama\"", "json-invalid"), ("", "file-empty"),
    ("[]", "wrong-type"), ("{}", "missing-key"), ("3", "wrong-type"),
  ]) func filesThatAreNoConfiguration(content: String, id: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(content, to: "config.json")
    let fault = #expect(throws: Diagnostic.self) { try ModelArchitecture(contentsOf: path) }
    #expect(fault?.id.rawValue == id)
    #expect(fault?.file == path)
  }

  @Test func aFolderStandsForItsConfiguration() throws {
    let folder = try TemporaryFolder()
    #expect(throws: Diagnostic.self) { try ModelArchitecture(contentsOf: folder.path) }
    _ = try folder.write(Fixture.llama.json, to: "config.json")
    _ = try folder.write("{\"quantization\": {\"quant_algo\": \"FP8\"}}", to: "hf_quant_config.json")
    let model = try ModelArchitecture(reference: folder.path)
    #expect(model.name == URL(fileURLWithPath: folder.path).lastPathComponent)
    #expect(model.totalParameters == 1_352)
    #expect(model.quantization == "fp8, one scale per tensor")
  }

  @Test func anotherFileNameHasItsOwnSecondFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Fixture.llama.json, to: "small.json")
    _ = try folder.write("{\"quantization\": {\"quant_algo\": \"NVFP4\"}}", to: "small.hf_quant_config.json")
    let model = try ModelArchitecture(contentsOf: path)
    #expect(model.name == "small")
    #expect(model.quantization == "nvfp4, groups of 16")
  }
}
