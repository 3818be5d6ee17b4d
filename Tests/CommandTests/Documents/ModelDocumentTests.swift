import Foundation
import Models
import Reporting
import Testing

@Suite("model show --json")
struct ModelDocumentTests {
  private func document(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func number(_ document: [String: Any], _ section: String, _ key: String) throws -> Double {
    try #require(((document[section] as? [String: Any])?[key] as? NSNumber)?.doubleValue, "\(section).\(key)")
  }

  /// 61 layers × (512 + 64) latent elements × 2 bytes = 70,272 bytes a token.
  @Test func deepSeekV3() throws {
    let run = try Layline.run("model", "show", "deepseek-ai/DeepSeek-V3", "--json", "--context", "1000")
    let document = try document(run.output)
    #expect(try number(document, "parameters", "total") == 671_026_419_200)
    #expect(try number(document, "parameters", "active") == 37_552_297_472)
    #expect(try number(document, "parameters", "multiTokenPrediction") == 11_610_068_224)
    #expect(try number(document, "kvCache", "bytesPerToken") == 70_272)
    #expect(try number(document, "kvCache", "indexerBytesPerToken") == 0)
    #expect(try number(document, "kvCache", "bytesPerSequence") == 70_272_000)
  }

  /// 18 of 36 layers have a window of 128 tokens; every layer caches 2 × 8 heads × 64 elements.
  @Test func windowsFillUp() throws {
    func bytes(_ context: Int) throws -> Double {
      let model = try ModelCatalogue.model(named: "gpt-oss-120b")
      let text = try JSONText.encode(ModelDocument(ModelSummary(model, context: context)))
      return try number(try document(text), "kvCache", "bytesPerSequence")
    }
    let layer = 2.0 * 8 * 64 * 2
    #expect(try bytes(100) == 36 * layer * 100)
    #expect(try bytes(1000) == 18 * layer * (1000 + 128))
  }

  @Test func flagsChangeTheBytesOfAnElement() throws {
    let run = try Layline.run("model", "show", "DeepSeek-V3", "--json", "--kv-precision", "fp8", "--precision", "bf16")
    let document = try document(run.output)
    #expect(try number(document, "kvCache", "bytesPerToken") == 35_136)
    #expect((document["bytesByFormat"] as? [String: Any])?.keys.contains("fp8") == false)
  }

  /// 61 layers × (512 + 2 · 64 + 16 bytes of an entry, 132 of an indexer key), where one format for all would be 704.
  @Test func entriesAreAlsoCountedAsRuntimesStoreThem() throws {
    let run = try Layline.run("model", "show", "DeepSeek-V3.2", "--json", "--kv-precision", "fp8")
    let document = try document(run.output)
    #expect(try number(document, "kvCache", "bytesPerToken") == 61 * 704)
    #expect(try number(document, "kvCache", "servedBytesPerToken") == 61 * 788)
  }

  @Test func keysAreSetAsideAndThatIsSaid() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "config.json",
      """
      {"model_type": "llama", "hidden_size": 8, "num_attention_heads": 2, "num_hidden_layers": 2, "vocab_size": 10,
        "intermediate_size": 16, "quantization_config": {"quant_method": "fp8", "planes": 2}}
      """)
    expectRefusal(
      try Layline.run("model", "show", path), id: "unread-key",
      saying: ["quantization_config.planes", "--ignore-key planes"])
    let run = try Layline.run("model", "show", path, "--ignore-key", "planes")
    #expect(run.status == 0 && run.output.contains("Note  quantization_config.planes was set aside (--ignore-key)"))
    let unquantised = try Layline.run("model", "show", path, "--json", "--ignore-key=quantization_config")
    #expect(try document(unquantised.output)["quantization"] as? String == "none (bf16)")
  }

  @Test func otherNamesAreReadWithANote() throws {
    let run = try Layline.run("model", "show", "meta-llama/Llama-3.1-8B-Instruct")
    #expect(run.status == 0)
    #expect(
      run.output.contains("Note  meta-llama/Llama-3.1-8B-Instruct is read as meta-llama/Llama-3.1-8B of the catalogue"))
  }

  @Test(.enabled(if: Repository.facts != nil))
  func everyRealConfigurationAgrees() throws {
    let folder = try #require(Repository.facts)
    let all = try document(String(contentsOf: folder.appending(path: "models.expected.json"), encoding: .utf8))
    for (name, value) in all {
      let expected = try #require(value as? [String: Any])
      func figure(_ key: String) throws -> Double { try #require((expected[key] as? NSNumber)?.doubleValue, "\(key)") }
      let model = try ModelArchitecture(contentsOf: folder.appending(path: "models/\(name).json").path())
      let context = 1 << 20
      let document = try document(JSONText.encode(ModelDocument(ModelSummary(model, context: context))))
      let token = try figure("kv_bf16_bytes_per_token")
      let constant = try figure("kv_window_elems") + figure("state_elems") + figure("conv_elems")
      #expect(try number(document, "parameters", "total") == figure("total"), "\(name)")
      #expect(try number(document, "parameters", "active") == figure("active"), "\(name)")
      #expect(try number(document, "parameters", "multiTokenPrediction") == figure("mtp"), "\(name)")
      #expect(try number(document, "kvCache", "bytesPerToken") == token, "\(name)")
      #expect(try number(document, "kvCache", "indexerBytesPerToken") == 2 * figure("idx_elems_token"), "\(name)")
      #expect(
        try number(document, "kvCache", "bytesPerSequence") == token * Double(context) + 2 * constant, "\(name)")
    }
  }

  @Test func keysAreSortedAndBytesRepeat() throws {
    let first = try Layline.run("model", "show", "DeepSeek-V3", "--json").output
    #expect(try Layline.run("model", "show", "DeepSeek-V3", "--json").output == first)
    let keys = first.split(separator: "\n").filter { $0.hasPrefix("  \"") }.map { $0.prefix { $0 != ":" } }
    #expect(keys == keys.sorted())
    #expect(keys.count > 8)
  }
}
