/// The file that SGLang takes as `--init-expert-location`: the expert in each physical slot of each layer of the model,
/// slot p lying on rank p / (slots / EP). SGLang refuses any key but one.
public struct SGLangExpertLocation: Sendable {
  private let rows: [[Int]]

  /// - Parameters:
  ///   - locations: Dense layers get rows too, which nothing reads: the experts in order, again and again.
  ///   - flag: What asked for this form, for messages.
  /// - Throws: `Diagnostic` "slots-uneven".
  public init(_ locations: ExpertLocations, flag: String) throws {
    let slots = locations.slots.reduce(0, +)
    let identity = (0..<slots).map { $0 % locations.expertCount }
    rows = try locations.fullSlots(for: "SGLang", flag: flag).map { $0 ?? identity }
  }

  /// JSON, a line for each layer.
  public var text: String {
    let lines = rows.map { "    [\($0.map(String.init).joined(separator: ", "))]" }
    return "{\n  \"physical_to_logical_map\": [\n\(lines.joined(separator: ",\n"))\n  ]\n}"
  }
}
