import Foundation
import Testing

/// Runs the script for bash in bash, as Tab would.
@Suite("Completions of a shell")
struct CompletionTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["mine.yaml", "load.json", "notes.txt", "sub/config.json"] { _ = try folder.file(name, "{}") }
  }

  /// What bash offers for the last of some words.
  private func offers(_ words: String...) throws -> [String] {
    let list = words.map { "'\($0)'" }.joined(separator: " ")
    let script = """
      source <(layline --generate-completion-script bash)
      COMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
      _layline layline "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    return try Layline.shell(script, in: folder.url).output.split(separator: "\n").map(String.init)
  }

  @Test func commandsAndFlags() throws {
    #expect(Set(try offers("layline", "pl")) == ["plan", "place"])
    #expect(try offers("layline", "plan", "--redundant-e") == ["--redundant-experts"])
    #expect(try offers("layline", "model", "").contains("show"))
  }

  @Test func namesAndFiles() throws {
    let clusters = try offers("layline", "plan", "--cluster", "hgx-h2")
    #expect(clusters.sorted() == ["hgx-h200", "hgx-h200-4-nodes"])
    #expect(try offers("layline", "plan", "--cluster", "min") == ["mine.yaml"])
    #expect(try offers("layline", "plan", "--model", "deepseek-ai/DeepSeek-R") == ["deepseek-ai/DeepSeek-R1"])
    #expect(try offers("layline", "plan", "--model", "su") == ["sub/"])
    #expect(try offers("layline", "plan", "--model", "sub/") == ["sub/config.json"])
    #expect(try offers("layline", "plan", "--calibration", "id") == ["ideal"])
    #expect(Set(try offers("layline", "place", "--expert-load", "")) == ["load.json", "sub"])
  }

  @Test func wordsThatAFlagKnows() throws {
    #expect(Set(try offers("layline", "plan", "--kv-precision", "b")) == ["bf16"])
    #expect(try offers("layline", "place", "--format", "t") == ["tensorrt-llm"])
    #expect(Set(try offers("layline", "load", "x.json", "--kind", "s")) == ["sglang", "sglang-csv"])
    #expect(
      try offers("layline", "accelerator", "show", "H20").sorted() == ["H20-3e", "H20-SXM", "H200-NVL", "H200-SXM"])
    #expect(try offers("layline", "schema", "show", "worker") == ["worker-rates"])
  }

  @Test(.enabled(if: Tool.isThere("zsh"))) func zshReadsItsScript() throws {
    let run = try Layline.shell(
      "layline --generate-completion-script zsh > _layline && zsh -n _layline", in: folder.url)
    #expect(run.status == 0 && run.output == "")
  }

  @Test(.enabled(if: Tool.isThere("fish"))) func fishReadsItsScript() throws {
    let run = try Layline.shell(
      "layline --generate-completion-script fish > l.fish && fish --no-execute l.fish", in: folder.url)
    #expect(run.status == 0 && run.output == "")
  }
}
