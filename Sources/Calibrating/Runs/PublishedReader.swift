import Clusters
import Costing
import Formats
import Quantities

/// Reads a list of published figures. Entries that are no figure of serving, or whose configuration is incomplete, are
/// kept with the reason why they cannot be predicted.
enum PublishedReader {
  /// Whether a list holds such entries.
  static func recognises(_ items: [InputNode]) -> Bool {
    guard let first = items.first, case .mapping(let entries) = first.content else { return false }
    return Set(entries.map(\.key)).isSuperset(of: ["metric", "value", "unit"])
  }

  static func read(_ items: [InputNode], file: String) -> MeasuredFile {
    MeasuredFile(name: file, form: .publishedFigures, readings: items.map { reading($0, among: items) })
  }

  private static func reading(_ node: InputNode, among items: [InputNode]) -> RunReading {
    let entry: PublishedEntry
    do {
      entry = try PublishedEntry(node)
    } catch {
      let id = try? node.optional("id")?.text()
      return .unreadable(
        UnreadableRow(id: id ?? node.key, place: node.key, quantities: [], reason: reason(error, node)))
    }
    var quantities: [MeasuredQuantity] = []
    do {
      let figure = try PublishedMeasure(entry)
      quantities = [figure.quantity]
      return .run(try run(entry, figure, among: items))
    } catch {
      return .unreadable(
        UnreadableRow(
          id: entry.id, place: node.key, labels: labels(entry), quantities: quantities, reason: reason(error, node)))
    }
  }

  private static func run(
    _ entry: PublishedEntry, _ figure: PublishedMeasure, among items: [InputNode]
  ) throws -> MeasuredRun {
    let names = PublishedNames(entry: entry)
    let deployment = try PublishedLayout(entry: entry).deployment()
    let precision = try PublishedPrecision(entry)
    let companions = PublishedCompanions(items)
    return MeasuredRun(
      id: entry.id, file: entry.node.file, place: entry.node.key, model: try names.model(),
      accelerator: try names.accelerator(), runtime: names.runtime, runtimeVersion: names.runtimeVersion,
      weightFormat: precision.experts, denseFormat: precision.dense, cacheFormat: precision.cache,
      deployment: deployment,
      traffic: try PublishedWorkload(entry: entry, deployment: deployment, companions: companions).traffic(),
      speculation: try companions.speculation(of: entry),
      twoBatchOverlap: try entry.layout?.optional("tbo")?.boolean() ?? names.overlapsTwoBatches,
      expertsAreBalanced: names.saysBalancedExperts, figures: [figure.quantity: try figure.value()])
  }

  private static func labels(_ entry: PublishedEntry) -> RunLabels {
    let names = PublishedNames(entry: entry)
    return RunLabels(
      model: try? names.model(), accelerator: try? names.accelerator(), mode: PublishedLayout(entry: entry).mode,
      runtime: names.runtime, runtimeVersion: names.runtimeVersion)
  }

  private static func reason(_ error: any Error, _ node: InputNode) -> Diagnostic {
    error as? Diagnostic
      ?? Diagnostic(
        id: .rowUnreadable, file: node.file, key: node.key, found: "\(error)", expected: "an entry that can be read")
  }
}

/// The layout of an entry as a deployment.
private struct PublishedLayout {
  let entry: PublishedEntry

  /// The mode of serving; `nil` where the entry does not state the phase.
  var mode: ServingMode? {
    guard let phase = try? entry.layout?.numberlessText("phase") else { return nil }
    if phase.hasPrefix("both") { return .aggregated }
    return ["prefill": .prefill, "decode": .decode, "disagg": .disaggregated][phase]
  }

  /// - Throws: `Diagnostic` "missing-layout" or "layout-contradiction".
  func deployment() throws -> Deployment {
    guard let layout = entry.layout, let mode else { throw noLayout("phase", found: "no phase of serving") }
    switch mode {
    case .aggregated: return .aggregated(try whole(layout))
    case .prefill: return .prefillOnly(try whole(layout))
    case .decode: return .decodeOnly(try whole(layout))
    case .disaggregated:
      let prefill = try group(layout.required("prefill"), workers: nil)
      let decode = try group(layout.required("decode"), workers: nil)
      try check(gpus: prefill.gpus + decode.gpus)
      return .disaggregated(prefill: prefill, decode: decode)
    }
  }

  /// A layout whose workers share all GPUs of the entry.
  private func whole(_ layout: InputNode) throws -> WorkerGroup {
    var group = try group(layout, workers: 1)
    guard let gpus = entry.gpus else { return group }
    group.workers = max(1, gpus / group.gpusPerWorker)
    try check(gpus: group.gpus)
    return group
  }

  /// The degrees of a group. Degrees that an entry omits are 1; an entry without any is no layout.
  private func group(_ node: InputNode, workers: Int?) throws -> WorkerGroup {
    let (tensor, data) = (try degree("tp", node), try degree("attention_dp", node) ?? degree("dp", node))
    guard tensor != nil || data != nil else { throw noLayout("tp", found: "neither TP nor DP") }
    let group = WorkerGroup(
      workers: try workers ?? degree("workers", node) ?? 1, tensorParallel: tensor ?? 1, dataParallel: data ?? 1,
      pipelineParallel: try degree("pp", node) ?? 1, expertParallel: try degree("ep", node) ?? 1,
      redundantExperts: try degree("redundant_experts", node, atLeast: 0) ?? 0)
    let experts = try degree("moe_tp", node)
    guard group.gpusPerStage % group.expertParallel == 0,
      experts ?? group.expertTensorParallel == group.expertTensorParallel
    else {
      throw contradiction("ep", found: "EP \(group.expertParallel) with an expert TP of \(experts ?? 1)")
    }
    return group
  }

  private func check(gpus: Int) throws {
    guard let stated = entry.gpus, stated != gpus else { return }
    throw contradiction("gpus", found: "\(stated) GPUs and a layout of \(gpus)")
  }

  /// A text such as "8..32" in place of a number is no layout that could be predicted.
  private func degree(_ key: String, _ node: InputNode, atLeast minimum: Int = 1) throws -> Int? {
    guard let value = try node.optional(key) else { return nil }
    guard case .integer = value.content else { throw noLayout(key, found: value.summary) }
    return try value.integer(atLeast: minimum, atMost: LayoutLimits.largestDegree)
  }

  private func noLayout(_ key: String, found: String) -> Diagnostic {
    entry.refusal(
      .missingLayout, key: "layout.\(key)", found: found,
      expected: "the phase of serving and the degrees of parallelism")
  }

  private func contradiction(_ key: String, found: String) -> Diagnostic {
    entry.refusal(.layoutContradiction, key: key, found: found, expected: "degrees that multiply to the same GPUs")
  }
}

extension InputNode {
  /// The text of a key; `nil` where it is absent or something else than text.
  func numberlessText(_ key: String) throws -> String? {
    guard case .text(let text)? = try optional(key)?.content else { return nil }
    return text
  }
}

/// Model, accelerator and runtime of an entry, out of free text.
private struct PublishedNames {
  /// The models of the catalogue by the names that publications use. Llama 3.1 and 3.3 have one architecture; so do the
  /// versions of DeepSeek V3 and R1.
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

  let entry: PublishedEntry

  /// A name of the catalogue where the text is a known alias, else the text without bracketed parts.
  /// - Throws: `Diagnostic` "missing-model".
  func model() throws -> String {
    guard let text = entry.model else {
      throw entry.refusal(.missingModel, key: "model", found: "nothing", expected: "the model that was served")
    }
    let name = String((text.split(separator: "(").first ?? "").trimmingSpaces())
    return Self.models[name] ?? name
  }

  /// The first accelerator of the catalogue that the text names, without its form: "H800" of "8xH800 node".
  /// - Throws: `Diagnostic` "missing-accelerator".
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
      .missingAccelerator, key: "hardware", found: entry.quoted(entry.hardware),
      expected: "an accelerator of the catalogue (\(known.sorted().joined(separator: ", ")))")
  }

  /// The runtime, from the notes ("backend sglang 0.5.9"), the id, or the publication itself.
  var runtime: String? {
    if let noted { return noted.runtime }
    let words = entry.id.split(separator: "_").map(String.init)
    if let named = Self.runtimes.first(where: { words.contains($0.0) }) { return named.0 }
    // A publication may quote what others ran.
    guard !entry.what.contains("official") else { return nil }
    return Self.runtimes.first { entry.title.contains($0.1) }?.0
  }

  /// The version of the runtime, from the notes.
  var runtimeVersion: String? { noted?.version }

  /// Whether two half batches overlapped although the layout does not state it: DeepSeek's own service and profiles do
  /// so in prefill and decode (open-infra-index, day 6; profile-data), and so does SGLang's deployment of Kimi K2,
  /// which is that of its 96 H100.
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

/// Formats out of free text: "FP8 attention/KV + NVFP4 MoE".
private struct PublishedPrecision {
  /// The format of experts, and of everything else unless `dense` differs; `nil` keeps the checkpoint's.
  let experts: NumberFormat?
  /// The format of everything else, where it differs.
  let dense: NumberFormat?
  /// The format of the cache.
  let cache: NumberFormat?

  /// Reads clauses of a format and its tensors; a format alone applies to all weights that no other clause names.
  /// - Throws: `Diagnostic` "unknown-precision" for a text without any format.
  init(_ entry: PublishedEntry) throws {
    let clauses = entry.precision.split { "+;,".contains($0) }.compactMap(Clause.init)
    guard !clauses.isEmpty || entry.precision.isEmpty else {
      throw entry.refusal(
        .unknownPrecision, key: "precision", found: entry.quoted(entry.precision),
        expected: "one of \(FormatWords.known)")
    }
    func format(of part: Part) -> NumberFormat? { clauses.first { $0.parts.contains(part) }?.format }
    let all = format(of: .weights)
    experts = format(of: .experts) ?? all ?? format(of: .attention)
    let others = format(of: .attention) ?? all
    dense = others == experts ? nil : others
    cache = format(of: .cache)
  }

  private enum Part {
    case weights, experts, attention, cache
  }

  private struct Clause {
    let format: NumberFormat
    let parts: [Part]

    /// - Returns: `nil` where the text names no format.
    init?(_ text: Substring) {
      let words = text.lowercased().split { " /".contains($0) }.map(String.init)
      guard let format = words.lazy.compactMap(FormatWords.format).first else { return nil }
      self.format = format
      let names: [(word: String, part: Part)] = [("moe", .experts), ("attention", .attention), ("kv", .cache)]
      let named = names.filter { words.contains($0.word) }.map(\.part)
      let isWeights = words.count == 1 || words.contains("weights")
      parts = named.isEmpty && isWeights ? [.weights] : named
    }
  }
}
