import Formats
import FoundationEssentials

/// Reads dumps of SGLang's expert-distribution recorder as JSON: `{"logical_count": counts}` of its mode `stat`, counts
/// being [layer][expert] or [step][layer][expert]; or `{"records": [...], "last_physical_to_logical_map": map}` of its
/// modes `per_pass` and `per_token`.
struct SGLangRecordingReader {
  let context: LoadContext

  /// - Throws: `Diagnostic`, also where the file is no load but a placement.
  func read(_ data: Data, file: String) throws -> LoadRecording {
    let root = try InputDocument.parse(data, file: file, isJSON: true)
    if try root.optional(SGLangPassReader.records) != nil { return try SGLangPassReader().read(root) }
    try Self.refusePlacement(root)
    let nodes = try RecordedCounts.steps(RecordedCounts.node(of: root))
    let first = try CountRows.read(nodes[0])
    let steps = try nodes.enumerated().map { number, step in
      let tokens = try CountRows.read(step, width: first[0].count)
      guard tokens.count == first.count else {
        throw step.fault(.layerCount, expected: "\(first.count) rows, as in the first step")
      }
      return LoadStep(number: number, tokens: tokens)
    }
    return LoadRecording(
      file: file, kind: .sglang, expertCount: first[0].count, steps: steps, isStepped: steps.count > 1)
  }

  /// Refuses files of similar names that give the places of experts instead of their load.
  private static func refusePlacement(_ root: InputNode) throws {
    let placements = [
      "physical_to_logical_map": "SGLang", "moe_layer_count": "vllm-ascend", "layer_list": "vllm-ascend",
    ]
    for (key, value) in try root.entries() where try placements[key] != nil && !RecordedCounts.stand(in: root) {
      throw value.placement(of: placements[key] ?? "")
    }
  }
}

extension InputNode {
  fileprivate func placement(of runtime: String) -> Diagnostic {
    Diagnostic(
      id: .loadIsPlacement, file: file, key: key, line: line, found: "a placement of experts of \(runtime)",
      expected: "tokens that went to each expert", advice: "it says where experts lie, and not how busy they are")
  }
}

/// Counts of single forward passes, by slot: they become counts of experts by the map that ran.
private struct SGLangPassReader {
  static let records = "records"
  private static let map = "last_physical_to_logical_map"

  /// A slot belongs to the expert that the last map has there; recordings over a rearrangement are not told apart by it.
  func read(_ root: InputNode) throws -> LoadRecording {
    let map = try CountRows.slots(root.required(Self.map, expected: "the expert in each slot, [layer][slot]"))
    let experts = (map.joined().max() ?? 0) + 1
    var steps: [Int: [[Double]]] = [:]
    for record in try root.required(Self.records).items() {
      let pass = try record.required("forward_pass_id").integer()
      let node = try record.required("global_physical_count", expected: "tokens of each slot, [layer][slot]")
      let counts = try CountRows.read(node, width: map[0].count, of: "slots")
      guard counts.count == map.count else {
        throw node.fault(.layerCount, expected: "\(map.count) rows, as in \(Self.map)")
      }
      let tokens = Self.logical(counts, map: map, experts: experts)
      steps[pass] = steps[pass].map { LoadMatrix.sum([$0, tokens]) } ?? tokens
      guard steps.count * map.count * experts <= InputLimits.arrayEntries else {
        throw record.fault(.tooManyValues, expected: "at most \(InputLimits.arrayEntries) counts")
      }
    }
    guard !steps.isEmpty else { throw root.fault(.expertsWithoutTokens, expected: "records of passes") }
    return LoadRecording(
      file: root.file, kind: .sglang, expertCount: experts,
      steps: steps.sorted { $0.key < $1.key }.map { LoadStep(number: $0.key, tokens: $0.value) }, isStepped: true,
      notes: [
        "Counts are of slots; \(Self.map) says whose. Passes before a rearrangement of experts would be counted wrongly."
      ])
  }

  private static func logical(_ counts: [[Double]], map: [[Int]], experts: Int) -> [[Double]] {
    zip(counts, map).map { row, slots in
      zip(row, slots).reduce(into: [Double](repeating: 0, count: experts)) { $0[$1.1] += $1.0 }
    }
  }
}
