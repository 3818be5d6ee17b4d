import Inputs

/// Counts of single forward passes, by slot: they become counts of experts by the map that ran.
struct SGLangPassReader {
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
        throw node.fault("layer-count", expected: "\(map.count) rows, as in \(Self.map)")
      }
      let tokens = Self.logical(counts, map: map, experts: experts)
      steps[pass] = steps[pass].map { LoadMatrix.sum([$0, tokens]) } ?? tokens
      guard steps.count * map.count * experts <= InputLimits.arrayEntries else {
        throw record.fault("too-many-values", expected: "at most \(InputLimits.arrayEntries) counts")
      }
    }
    guard !steps.isEmpty else { throw root.fault("experts-without-tokens", expected: "records of passes") }
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
