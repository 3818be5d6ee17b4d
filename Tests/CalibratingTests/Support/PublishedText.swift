/// Small lists of published figures.
enum PublishedText {
  /// An entry of decode on 72 GPUs, with some keys replaced by JSON.
  static func entry(_ changes: [String: String] = [:]) -> String {
    var keys = [
      "id": "\"decode\"", "source": #"{"title": "A blog about SGLang", "url": "u"}"#, "what": "\"decode EP72\"",
      "model": "\"DeepSeek-V3/R1 671B\"", "precision": "\"FP8 block weights; MLA core BF16; dispatch FP8\"",
      "hardware": "\"12 nodes x 8xH100 80GB, IB\"", "gpus": "72",
      "layout":
        #"{"tp": 1, "ep": 72, "pp": null, "attention_dp": 72, "redundant_experts": 32, "phase": "decode", "tbo": true}"#,
      "workload":
        #"{"isl": 2000, "osl": 100, "batch_per_gpu": 256, "ctx": 2000, "mtp": "off", "prefix_cache_hit": null}"#,
      "metric": "\"output tok/s per node\"", "value": "22282", "unit": "\"tok/s/node\"", "evidence": "\"e\"",
      "confidence": "\"high\"", "notes": "\"\"",
    ]
    keys.merge(changes) { $1 }
    return "{\(keys.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", "))}"
  }

  static func list(_ entries: String...) -> String { "[\(entries.joined(separator: ",\n"))]" }
}
