import Topology

/// Model, accelerator and runtime of an entry, out of free text.
struct PublishedNames {
  /// What publications call models of the catalogue. Llama 3.1 and 3.3 have one architecture; so do the versions of
  /// DeepSeek V3 and R1.
  private static let models = [
    "DeepSeek-V3/R1 671B": "deepseek-ai/DeepSeek-V3", "DeepSeek-V3": "deepseek-ai/DeepSeek-V3",
    "DeepSeek-R1": "deepseek-ai/DeepSeek-R1", "DeepSeek-R1-0528": "deepseek-ai/DeepSeek-R1",
    "DeepSeek-R1 NVFP4": "deepseek-ai/DeepSeek-R1", "DeepSeek-R1-0528-NVFP4": "deepseek-ai/DeepSeek-R1",
    "deepseek-r1": "deepseek-ai/DeepSeek-R1", "Kimi-K2 1T": "moonshotai/Kimi-K2-Instruct",
    "Kimi-K3": "moonshotai/Kimi-K3", "Llama-3.3-70B": "meta-llama/Llama-3.1-70B",
    "Llama-3.1/3.3-70B": "meta-llama/Llama-3.1-70B", "Llama-3.1-405B": "meta-llama/Llama-3.1-405B",
    "llama3.1-405b": "meta-llama/Llama-3.1-405B",
    "Llama-4-Maverick": "meta-llama/Llama-4-Maverick-17B-128E-Instruct", "Qwen3-235B-A22B": "Qwen/Qwen3-235B-A22B",
    "gpt-oss-120b": "openai/gpt-oss-120b", "mixtral-8x7b": "mistralai/Mixtral-8x7B-v0.1",
  ]
  private static let runtimes = [
    ("trtllm", "TensorRT-LLM"), ("sglang", "SGLang"), ("vllm", "vLLM"), ("sglang", "LMSYS"),
  ]

  private let entry: PublishedEntry

  init(_ entry: PublishedEntry) { self.entry = entry }

  /// A name of the catalogue where the text is known to mean one, else the text without what stands in brackets.
  /// - Throws: `Diagnostic` "no-model".
  func model() throws -> String {
    guard let text = entry.model else {
      throw entry.refusal("no-model", key: "model", found: "nothing", expected: "the model that was served")
    }
    let name = String((text.split(separator: "(").first ?? "").trimmingSpaces())
    return Self.models[name] ?? name
  }

  /// The first accelerator of the catalogue that the text names, without its form: "H800" of "8xH800 node".
  /// - Throws: `Diagnostic` "no-accelerator".
  func accelerator() throws -> String {
    let text = entry.hardware.uppercased()
    let stems = Set(try AcceleratorCatalogue.accelerators().compactMap { $0.id.split(separator: "-").first })
    let known = stems.filter { $0.contains(where: \.isNumber) }.map { String($0) }
    let found = known.compactMap { name in
      text.firstRange(of: name.uppercased()).map { (start: $0.lowerBound, name: name) }
    }
    // The longer of two names that start together: H200 holds H20.
    let first = found.min { ($0.start, $1.name.count) < ($1.start, $0.name.count) }
    if let first { return first.name }
    throw entry.refusal(
      "no-accelerator", key: "hardware", found: entry.quoted(entry.hardware),
      expected: "an accelerator of the catalogue (\(known.sorted().joined(separator: ", ")))")
  }

  /// From the notes ("backend sglang 0.5.9"), the id, or what was published under a runtime's name about it.
  var runtime: String? {
    if let noted { return noted.runtime }
    let words = entry.id.split(separator: "_").map(String.init)
    if let named = Self.runtimes.first(where: { words.contains($0.0) }) { return named.0 }
    // A publication may quote what others ran.
    guard !entry.what.contains("official") else { return nil }
    return Self.runtimes.first { entry.title.contains($0.1) }?.0
  }

  /// From the notes.
  var runtimeVersion: String? { noted?.version }

  /// Whether two half batches overlapped although the layout does not say so: DeepSeek's own service and profiles do it in
  /// prefill and decode (open-infra-index, day 6; profile-data), and so does SGLang's deployment of Kimi K2, which is that of
  /// its 96 H100.
  var overlapsTwoBatches: Bool {
    if entry.title.contains("open-infra-index") || saysDeepSeekProfile { return true }
    return entry.title.contains("Kimi") && runtime == "sglang"
  }

  /// Whether routing was forced to be even, as it is in DeepSeek's profiles.
  var saysBalancedExperts: Bool {
    let text = entry.what.lowercased()
    return text.contains("perfect eplb") || text.contains("balanced routing") || saysDeepSeekProfile
  }

  private var saysDeepSeekProfile: Bool { entry.what.lowercased().contains("profile") }

  private var noted: (runtime: String, version: String?)? {
    guard let match = entry.notes.firstMatch(of: /backend (trtllm|sglang|vllm) ([^;\s]+)/) else { return nil }
    return (String(match.1), match.2 == "nan" ? nil : String(match.2))
  }
}
