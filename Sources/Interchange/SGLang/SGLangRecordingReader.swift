import Foundation
import Inputs

/// Reads what SGLang's expert-distribution recorder dumps, as JSON: `{"logical_count": counts}` of its mode `stat`, counts
/// being [layer][expert] or [step][layer][expert]; or `{"records": [...], "last_physical_to_logical_map": map}` of its modes
/// `per_pass` and `per_token`.
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
        throw step.fault("layer-count", expected: "\(first.count) rows, as in the first step")
      }
      return LoadStep(number: number, tokens: tokens)
    }
    return LoadRecording(
      file: file, kind: .sglang, expertCount: first[0].count, steps: steps, isStepped: steps.count > 1)
  }

  /// Files of similar names that say where experts lie, and not what they do.
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
      id: "load-is-placement", file: file, key: key, line: line, found: "a placement of experts of \(runtime)",
      expected: "tokens that went to each expert", advice: "it says where experts lie, and not how busy they are")
  }
}
