import Costing
import Formats
import Testing
@testable import Calibrating

@Suite("Files of published figures are read strictly")
struct PublishedReadingTests {
  private static func text(_ changes: [String: String] = [:]) -> String {
    let text = """
      layline: published/1
      kind: serving
      sets:
        - citation: { title: A post, url: https://example.org/post }
          shared: { tolerance: 0.2, reason: three digits, confidence: high, perGPUs: 8 }
          figures:
            - id: one
              quantity: outputTokensPerSecondPerGPU
              evidence: "800 tokens per second on 8 GPUs"
              value: 800 tok/s
              tolerance: 0.3
              model: deepseek-ai/DeepSeek-V3
              accelerator: H100-SXM5
              deployment: { prefill: { workers: 2, dp: 8, ep: 8 }, decode: { dp: 16, ep: 16, redundantExperts: 16 } }
              traffic: { input: 1000, output: 500, concurrency: 64 }
              speculation: { drafts: 1, acceptance: 0.8 }
      """
    return changes.sorted { $0.key < $1.key }.reduce(text) { $0.replacing($1.key, with: $1.value) }
  }

  private static func fault(_ old: String, _ new: String) -> String? {
    do {
      _ = try PublishedFile.figures(Array(text([old: new]).utf8), file: "test.yaml")
      return nil
    } catch {
      return (error as? Diagnostic)?.id.rawValue
    }
  }

  @Test func aFigureHasItsOwnKeysAndThoseOfItsSet() throws {
    let figure = try #require(PublishedFile.figures(Array(Self.text().utf8), file: "test.yaml").first)
    #expect(figure.value == 100 && figure.tolerance == 0.3 && figure.confidence == .high)
    guard case .serving(let serving) = figure.subject else { throw ReadingFault.notServing }
    #expect(serving.run.speculation == Speculation(draftTokens: 1, acceptance: 0.8))
    #expect(serving.run.figures == [.outputTokensPerSecondPerGPU: 100])
    #expect(
      serving.run.deployment
        == .disaggregated(
          prefill: WorkerGroup(workers: 2, dataParallel: 8, expertParallel: 8),
          decode: WorkerGroup(dataParallel: 16, expertParallel: 16, redundantExperts: 16)))
  }

  @Test(arguments: [
    ("concurrency: 64", "concurrency: 64, sequencesPerRank: 1", "missing-key"),
    (", concurrency: 64", "", "missing-key"), ("value: 800 tok/s", "value: 800", "wrong-type"),
    ("value: 800 tok/s", "value: 800 tokens", "unit-wrong"), ("kind: serving", "kind: other", "unknown-value"),
    ("published/1", "published/2", "unsupported-version"), ("accelerator:", "acelerator:", "unknown-key"),
    ("https:", "http:", "unknown-value"), ("ep: 16", "ep: 3", "out-of-range"),
    ("acceptance: 0.8", "acceptance: 2", "out-of-range"),
    ("outputTokensPerSecondPerGPU", "speed", "unknown-value"), ("prefill:", "aggregated:", "wrong-type"),
    ("tolerance: 0.3", "tolerance: -1", "out-of-range"), ("reason: three digits, ", "", "missing-key"),
  ])
  func whatIsWrongIsSaid(old: String, new: String, id: String) { #expect(Self.fault(old, new) == id) }

  @Test func figuresAreFoundByKindAndId() throws {
    #expect(try PublishedFigures.matching("KERNELS").allSatisfy { $0.kind == .kernels })
    #expect(try PublishedFigures.matching("deepseek-v3-total").map(\.id) == ["deepseek-v3-total"])
    #expect(throws: Diagnostic.self) { try PublishedFigures.matching("nothing of the kind") }
  }

  private enum ReadingFault: Error { case notServing }
}
