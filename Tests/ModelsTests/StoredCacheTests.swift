import Models
import Quantities
import Testing

@Suite("KV caches as runtimes store them")
struct StoredCacheTests {
  /// DeepSeek-V3.2 in FP8: 512 elements of a byte, 64 of two and four scales of four are 656 bytes, and 132 for the indexer.
  @Test func sparseLatentAttention() throws {
    let model = try ModelCatalogue.model(named: "DeepSeek-V3.2")
    #expect(model.servedCacheBytesPerToken(format: .float8) == Bytes(61 * (656 + 132)))
    #expect(model.servedCacheBytesPerToken(format: .bfloat16) == Bytes(61 * (1_152 + 132)))
    // Counted alike, for comparisons with other models.
    #expect(model.cacheBytesPerToken(format: .float8) == Bytes(61 * (576 + 128)))
  }

  /// DeepSeek-V4-Pro: 584 bytes an entry, one for 4 tokens in 30 layers, with an indexer, and one for 128 in 31.
  @Test func compressedAttention() throws {
    let model = try ModelCatalogue.model(named: "DeepSeek-V4-Pro")
    let expected = 30 * (584 + 132) / 4.0 + 31 * 584 / 128.0
    #expect(abs(model.servedCacheBytesPerToken(format: .float8).value - expected) < 1e-6)
    // Windows of 128 tokens in every layer have entries of 584 bytes as well.
    let windows = model.cacheBytesPerSequence(context: 128, format: .float8).value - 128 * expected
    #expect(abs(windows - 61 * 128 * 584) < 1e-3)
  }

  /// Dense MLA has one scale for a tensor, and keeps no part wide.
  @Test func latentAttentionIsStoredAsCounted() throws {
    let model = try ModelCatalogue.model(named: "DeepSeek-V3")
    #expect(model.servedCacheBytesPerToken(format: .float8) == Bytes(35_136))
  }
}

@Suite("Other names of the same model")
struct ModelNameTests {
  @Test(arguments: [
    ("meta-llama/Llama-3.1-70B-Instruct", "meta-llama/Llama-3.1-70B", "none (bf16)"),
    ("meta-llama/Llama-3.3-70B-Instruct", "meta-llama/Llama-3.1-70B", "none (bf16)"),
    ("RedHatAI/Llama-3.1-8B-Instruct-FP8-dynamic", "meta-llama/Llama-3.1-8B", "fp8, re-stored"),
    ("nvidia/DeepSeek-R1-0528-NVFP4", "deepseek-ai/DeepSeek-R1", "nvfp4, re-stored"),
    ("deepseek-ai/DeepSeek-R1-0528", "deepseek-ai/DeepSeek-R1", "fp8, blocks"),
    ("Qwen/Qwen3-235B-A22B-Instruct-2507-FP8", "Qwen/Qwen3-235B-A22B-FP8", "fp8, blocks"),
    ("mistralai/Mixtral-8x7B-Instruct-v0.1", "mistralai/Mixtral-8x7B-v0.1", "none"),
    ("nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-NVFP4", "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "nvfp4, re-stored"),
    ("someone/gpt-oss-20b-MXFP4", "openai/gpt-oss-20b", "mxfp4, groups of 32"),
  ]) func namesResolve(name: String, entry: String, quantization: String) throws {
    let model = try ModelArchitecture(reference: name)
    #expect(model.name == entry)
    #expect(model.quantization.hasPrefix(quantization), "\(model.quantization)")
    #expect(model.remarks.count == 1 && model.remarks[0].hasPrefix("\(name) is read as \(entry) of the catalogue"))
  }

  /// Names of an entry are read as before, without a remark; what is another model is still not known.
  @Test func onlyEndingsAreForgiven() throws {
    #expect(try ModelArchitecture(reference: "DeepSeek-V3").remarks.isEmpty)
    for name in ["DeepSeek-V2-Lite", "Kimi-K2-Thinking", "Llama-3.1", "Qwen3-32", "Mixtral-8x7"] {
      #expect(throws: (any Error).self, "\(name)") { try ModelArchitecture(reference: name) }
    }
  }

  /// Qwen/Qwen3-32B-AWQ: 64 · 487,587,840 weights in groups of 128 with zero points, and 1,556,501,504 others in 16 bits are the bytes of its files.
  @Test func awqQuantisesEveryLinearLayer() throws {
    #expect(try ModelArchitecture(reference: "Qwen/Qwen3-32B-AWQ").checkpointBytes == Bytes(19_325_298_688))
  }
}
