import Formats
import Models
import Testing

/// Whatever stands in a file, reading ends in a model or in a `Diagnostic`, never in a crash.
@Suite("Any value of any key")
struct RobustnessTests {
  private static let values = [
    "0", "-1", "1", "3", "64", "1024", "4096", "16384", "131072", "524288", "16777216", "67108864", "1e15", "1e300",
    "0.5", "\"x\"", "true", "false", "null", "[]", "[1]", "[\"a\"]", "{\"a\": 1}", "NaN", "Infinity",
  ]

  private func useEverything(of model: ModelArchitecture) {
    #expect(model.totalParameters >= model.activeParameters)
    #expect(model.amountsByPart.allSatisfy { $0.amount.elements > 0 })
    #expect(model.windowElements >= 0)
    #expect(model.withPrecision(.float8).totalParameters == model.totalParameters)
  }

  @Test(arguments: [Fixture.llama, Fixture.deepSeek]) func oneKeyAtATime(fixture: Fixture) throws {
    var read = 0
    for key in fixture.entries.keys.sorted() {
      for value in Self.values {
        guard let model = try? fixture.with([key: value]).model() else {
          #expect(try fixture.with([key: value]).fault() != nil)
          continue
        }
        useEverything(of: model)
        read += 1
      }
    }
    #expect(read > fixture.entries.count)
  }

  /// Every product and sum of sizes stays within 64 bits.
  @Test func everySizeAtItsLimit() throws {
    let model = try Fixture.deepSeek.with([
      "num_hidden_layers": "1024", "hidden_size": "131072", "num_attention_heads": "4096", "q_lora_rank": "131072",
      "kv_lora_rank": "131072", "qk_nope_head_dim": "8192", "qk_rope_head_dim": "8192", "v_head_dim": "8192",
      "intermediate_size": "524288", "moe_intermediate_size": "524288", "n_routed_experts": "16384",
      "num_experts_per_tok": "16384", "n_shared_experts": "16384", "vocab_size": "16777216",
      "num_nextn_predict_layers": "64",
    ]).model()
    useEverything(of: model)
    let wide = Fixture.llama.with([
      "model_type": "\"mistral\"", "num_hidden_layers": "1024", "num_attention_heads": "4096",
      "num_key_value_heads": "4096", "head_dim": "8192", "sliding_window": "67108864",
    ])
    useEverything(of: try wide.model())
  }
}
