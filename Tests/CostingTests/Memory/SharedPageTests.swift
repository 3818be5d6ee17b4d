import Models
import Testing
@testable import Costing

@Suite("Pages that layers of different kinds share")
struct SharedPageTests {
  /// vLLM takes pages for 30 layers of 4:1 and for 31 of 128:1 from one pool: each is as large as the larger group needs, 5,370 bytes a token,
  /// of which 141.4375 are entries in the second.
  @Test func deepSeekV4() throws {
    let model = try ModelCatalogue.model(named: "DeepSeek-V4-Pro")
    let share = SharedPages.share(model, runtime: "vllm", format: .float8)
    #expect(abs(share - 2 * 5_370 / (5_370 + 141.4375)) < 1e-9)
    #expect(SharedPages.share(model, runtime: "sglang", format: .float8) == 1)
    #expect(SharedPages.share(model, runtime: nil, format: .float8) == 1)
  }

  /// Where layers grow alike, or do not grow, nothing is left empty.
  @Test(arguments: ["DeepSeek-V3.2", "gpt-oss-120b", "Qwen3-Next-80B-A3B-Instruct", "Llama-3.1-8B"])
  func otherModels(name: String) throws {
    #expect(SharedPages.share(try ModelCatalogue.model(named: name), runtime: "vllm", format: .bfloat16) == 1)
  }
}
