import Formats
import Foundation
@testable import Costing

/// A file of two workloads, and what is wrong with changes of it.
enum WorkloadText {
  static let plain = """
    layline: workloads/1
    workloads:
      - name: chat
        model: deepseek-ai/DeepSeek-V3
        input: 4000
        output: 1001
        requests-per-second: 20
        ttft: 2 s
        tpot: 30 ms
      - model: Llama-3.1-8B
        precision: fp8
        kv-precision: fp8
        input: 500 tokens
        output: 101 tokens
        concurrency: 16
        prefix-cache-hit-rate: 30 %
        ttft: 600 ms
        tpot: 20 ms
        draft-tokens: 3
        acceptance: 0.8
    """

  struct Case: Sendable {
    let old, new, id, key: String

    init(_ old: String, _ new: String, _ id: String, _ key: String) {
      (self.old, self.new, self.id, self.key) = (old, new, id, key)
    }
  }

  /// What a schema can say as well.
  static let faults: [Case] = [
    Case("input: 4000", "input: 0", "out-of-range", "workloads[0].input"),
    Case("input: 4000", "input: 4000.5", "wrong-type", "workloads[0].input"),
    Case("input: 4000", "input: 4q", "wrong-type", "workloads[0].input"),
    Case("input: 500 tokens", "input: 500 words", "wrong-type", "workloads[1].input"),
    Case("    input: 4000\n", "", "missing-key", "workloads[0].input"),
    Case("output: 1001", "output: 1", "out-of-range", "workloads[0].output"),
    Case("output: 1001", "outputs: 1001", "unknown-key", "workloads[0].outputs"),
    Case("model: Llama-3.1-8B", "model: 8", "wrong-type", "workloads[1].model"),
    Case("ttft: 2 s", "ttft: 2", "unit-missing", "workloads[0].ttft"),
    Case("ttft: 2 s", "ttft: 2 GB", "unit-wrong", "workloads[0].ttft"),
    Case("tpot: 30 ms", "tpot: -30 ms", "out-of-range", "workloads[0].tpot"),
    Case("requests-per-second: 20", "requests-per-second: 0", "out-of-range", "workloads[0].requests-per-second"),
    Case("requests-per-second: 20", "requests-per-second: many", "wrong-type", "workloads[0].requests-per-second"),
    Case(
      "requests-per-second: 20", "requests-per-second: 20\n    concurrency: 5", "conflict",
      "workloads[0].concurrency"),
    Case("concurrency: 16", "concurrency: 0.5", "wrong-type", "workloads[1].concurrency"),
    Case("    tpot: 20 ms\n", "", "missing-target", "workloads[1].concurrency"),
    Case("hit-rate: 30 %", "hit-rate: 130 %", "wrong-type", "workloads[1].prefix-cache-hit-rate"),
    Case("hit-rate: 30 %", "hit-rate: 1.5", "out-of-range", "workloads[1].prefix-cache-hit-rate"),
    Case("precision: fp8\n    kv", "precision: fp9\n    kv", "unknown-value", "workloads[1].precision"),
    Case("    acceptance: 0.8", "", "missing-key", "workloads[1].acceptance"),
    Case("draft-tokens: 3", "draft-tokens: 65", "out-of-range", "workloads[1].draft-tokens"),
    Case("workloads/1", "workloads/2", "unsupported-version", "layline"),
    Case("name: chat", "name: \"\"", "not-a-name", "workloads[0].name"),
  ]

  /// What only a reader sees.
  static let deeperFaults: [Case] = [
    Case("hit-rate: 30 %", "hit-rate: 100 %", "out-of-range", "workloads[1].prefix-cache-hit-rate"),
    Case("model: Llama-3.1-8B", "model: Llama-3.1-9000B", "unknown-model", "workloads[1].model"),
    Case("model: Llama-3.1-8B", "model: ./nowhere.json", "missing-file", "workloads[1].model"),
    Case("model: Llama-3.1-8B", "model: Llama-3.1-8B\n    name: chat", "duplicate-name", "workloads[1].name"),
    Case("    requests-per-second: 20\n", "", "missing-key", "workloads[0].requests-per-second"),
  ]

  static func read(_ text: String) throws -> [ServedWorkload] {
    try ServedWorkload.read(parsing: Data(text.utf8), file: "work.yaml")
  }
}
