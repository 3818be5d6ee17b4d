import Foundation
import Testing

@Suite("Bad models are refused in one line")
struct BadModelTests {
  static let llama = """
    {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
     "num_key_value_heads": 2, "intermediate_size": 128, "vocab_size": 1000, "tie_word_embeddings": false,
     "torch_dtype": "bfloat16"}
    """

  @Test func theGoodOneIsRead() throws {
    let folder = try TemporaryFolder()
    let run = try Layline.run("model", "show", folder.file("config.json", Self.llama))
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test(arguments: [
    ("<!DOCTYPE html><html></html>", "html-page", "web page"), (String(llama.dropLast(40)), "json-invalid", "cut off"),
    ("", "file-empty", "an empty file"), ("[1, 2]", "wrong-type", "a list of 2"),
    (llama.replacing("\"llama\"", with: "\"mystery\""), "unknown-architecture", "model_type: found \"mystery\""),
    (
      llama.replacing("\"num_hidden_layers\": 2", with: "\"num_hidden_layers\": 0"), "out-of-range", "num_hidden_layers"
    ),
    (llama.replacing("\"hidden_size\": 64", with: "\"hidden_size\": -64"), "out-of-range", "hidden_size"),
    (llama.replacing("\"vocab_size\": 1000", with: "\"vocab_size\": 1e400"), "out-of-range", "vocab_size"),
    (llama.replacing("\"vocab_size\": 1000,", with: ""), "missing-key", "vocab_size"),
  ])
  func isRefused(text: String, id: String, part: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("config.json", text)
    for arguments in [["model", "show", file], ["model", "show", folder.url.path(), "--json"]] {
      expectRefusal(try Layline.run(arguments), id: id, saying: ["config.json", part, "found ", "expected "])
    }
  }

  @Test func missingAndUnknownOnesAreNamed() throws {
    expectRefusal(
      try Layline.run("model", "show", "no/such/config.json"), id: "missing-file",
      saying: ["no/such/config.json: found"])
    expectRefusal(
      try Layline.run("model", "show", "DeepSeek-V33"), id: "unknown-model", saying: ["did you mean", "DeepSeek-V3"])
  }
}
