import Inputs

/// Reads one figure: its evidence and value here, what it is about by its quantity.
struct PublishedFigureReader {
  let kind: PublishedKind
  let citation: PublishedCitation
  /// The figure's own keys and those that its set shares.
  let node: InputNode

  private static let keys = [
    "id", "quantity", "evidence", "value", "perGPUs", "tolerance", "reason", "confidence", "assumed", "knownMiss",
  ]

  /// - Throws: `Diagnostic` with file, line and key.
  func figure() throws -> PublishedFigure {
    let subject = try subject()
    return PublishedFigure(
      id: try node.required("id").text(), kind: kind, citation: citation,
      evidence: try node.required("evidence", expected: "what the publication says").text(),
      assumed: try node.optional("assumed")?.texts() ?? [], quantity: try node.required("quantity").text(),
      subject: subject, value: try value(subject.unit),
      tolerance: try node.required("tolerance", expected: "a fraction").number(atLeast: 0, atMost: 4),
      toleranceReason: try node.required("reason", expected: "why the tolerance is what it is").text(),
      confidence: try node.required("confidence").choice(PublishedFigure.Confidence.self),
      knownMiss: try node.optional("knownMiss")?.text())
  }

  /// As published, over the GPUs that the publication adds up.
  private func value(_ unit: PublishedUnit) throws -> Double {
    let value = try unit.value(node.required("value"))
    return value / Double(try node.optional("perGPUs")?.integer(atLeast: 1, atMost: 1 << 20) ?? 1)
  }

  private func subject() throws -> PublishedSubject {
    let quantity = try node.required("quantity")
    let reader = PublishedSubjectReader(node: node, commonKeys: Self.keys)
    let word = try quantity.text()
    if let property = ArchitectureFigure.Property(rawValue: word) { return try reader.architecture(property) }
    if let property = MemoryFigure.Property(rawValue: word) { return try reader.memory(property) }
    if let property = MachineFigure.Property(rawValue: word) { return try reader.machine(property) }
    if let measured = MeasuredQuantity(rawValue: word) { return try reader.serving(measured, value: value) }
    switch word {
    case "operatorTime": return try reader.operators()
    case "tokensPerStep": return try reader.speculation()
    default: throw quantity.fault("unknown-value", expected: "one of \(Self.quantities.joined(separator: ", "))")
    }
  }

  private static let quantities =
    ArchitectureFigure.Property.allCases.map(\.rawValue) + MemoryFigure.Property.allCases.map(\.rawValue)
    + MachineFigure.Property.allCases.map(\.rawValue) + MeasuredQuantity.allCases.map(\.rawValue)
    + ["operatorTime", "tokensPerStep"]
}
