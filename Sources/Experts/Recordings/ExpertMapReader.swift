import Formats
import FoundationEssentials

/// Reads where experts lie now: the form of SGLang's `--init-expert-location`, or Layline's own.
///
/// A rank may hold an expert twice, as the runtimes' greedy allows it; every expert must lie somewhere.
public struct ExpertMapReader: Sendable {
  private static let sglangKey = "physical_to_logical_map"
  private static let ownForm = "expert-placement/1"

  private let expertCount: Int
  private let rankCount: Int

  /// - Parameters:
  ///   - expertCount: E.
  ///   - rankCount: EP.
  public init(expertCount: Int, rankCount: Int) {
    self.expertCount = expertCount
    self.rankCount = rankCount
  }

  /// Reads locations from a file already read.
  /// - Throws: `Diagnostic` where the file is in neither form, is of other experts or ranks, or misses an expert.
  public func read(_ data: Data, file: String) throws -> ExpertLocations {
    let root = try InputDocument.parse(data, file: file, isJSON: true)
    if let rows = try root.optional(Self.sglangKey) { return try sglang(rows, root: root) }
    guard let form = try root.optional("layline") else {
      throw root.fault(.unknownForm, expected: "\"\(Self.sglangKey)\", as SGLang has it, or \"layline\"")
    }
    guard try form.text() == Self.ownForm else { throw form.fault(.unknownForm, expected: "\"\(Self.ownForm)\"") }
    return try own(root)
  }

  /// Reads one row for each layer. Dense layers have rows too, which the file does not mark.
  private func sglang(_ node: InputNode, root: InputNode) throws -> ExpertLocations {
    try root.allowOnly([Self.sglangKey])
    let rows = try node.items()
    guard let first = rows.first, case let count = try first.items().count, count > 0, count % rankCount == 0 else {
      throw (rows.first ?? node).fault(.slotCount, expected: "as many slots on each of \(rankCount) GPUs")
    }
    let slots = [Int](repeating: count / rankCount, count: rankCount)
    return ExpertLocations(
      expertCount: expertCount, slots: slots, layers: try rows.map { try map($0, slots: slots, mayBeEmpty: false) })
  }

  private func own(_ root: InputNode) throws -> ExpertLocations {
    let experts = try root.required("expertCount")
    guard try experts.integer(atLeast: 1) == expertCount else {
      throw experts.fault(.expertCount, expected: "\(expertCount), the experts of a layer")
    }
    let slotsNode = try root.required("target").required("slotsPerGPU")
    let slots = try slotsNode.items().map { try $0.integer(atLeast: 0, atMost: 1 << 20) }
    guard slots.count == rankCount else {
      throw slotsNode.fault(.gpuCount, expected: "the slots of \(rankCount) GPUs")
    }
    let count = try root.required("layerCount").integer(atLeast: 1, atMost: 1 << 16)
    var layers = [ExpertMap?](repeating: nil, count: count)
    for layer in try root.required("layers").items() {
      let number = try layer.required("layer").integer(atLeast: 0, atMost: count - 1)
      layers[number] = try map(layer.required("physicalToLogical"), slots: slots, mayBeEmpty: true)
    }
    return ExpertLocations(expertCount: expertCount, slots: slots, layers: layers)
  }

  private func map(_ row: InputNode, slots: [Int], mayBeEmpty: Bool) throws -> ExpertMap {
    let items = try row.items()
    let total = slots.reduce(0, +)
    guard items.count == total else { throw row.fault(.slotCount, expected: "\(total) slots") }
    let experts = try items.map { try $0.integer(atLeast: mayBeEmpty ? -1 : 0, atMost: expertCount - 1) }
    let known = Set(experts)
    if let missing = (0..<expertCount).first(where: { !known.contains($0) }) {
      throw row.fault(.missingExpert, expected: "every expert at least once, also expert \(missing)")
    }
    return ExpertMap(physicalToLogical: experts, slots: slots)
  }
}
