import Formats

/// Counts in JSON: [layer][expert].
enum CountRows {
  /// - Parameters:
  ///   - node: The list of rows. Rows of layers without experts may be empty.
  ///   - width: The number of counts in a row, where known.
  ///   - noun: The noun for messages: "experts".
  /// - Returns: Rows of one width; empty ones are filled with zeros.
  /// - Throws: `Diagnostic` for rows of different widths, or counts that are negative or not finite.
  static func read(_ node: InputNode, width: Int? = nil, of noun: String = "experts") throws -> [[Double]] {
    let rows = try node.items()
    guard (1...LoadReader.mostLayers).contains(rows.count) else {
      throw node.fault(.outOfRange, expected: "1 to \(LoadReader.mostLayers) rows, one for each layer")
    }
    let counts = try rows.map { row in
      try row.items().map { try $0.number(atLeast: 0, atMost: RecordedCounts.mostTokens) }
    }
    guard let width = width ?? counts.first(where: { !$0.isEmpty })?.count, width <= LoadReader.mostExperts else {
      throw node.fault(.expertCount, expected: "rows of 1 to \(LoadReader.mostExperts) counts, one for each expert")
    }
    for (row, node) in zip(counts, rows) where row.count != width && !row.isEmpty {
      throw node.fault(.expertCount, expected: "\(width) counts, one for each of the \(noun), as in other rows")
    }
    return counts.map { $0.isEmpty ? [Double](repeating: 0, count: width) : $0 }
  }

  /// Whole numbers, a row for each layer, all of one length.
  static func slots(_ node: InputNode) throws -> [[Int]] {
    let rows = try node.items()
    let slots = try rows.map { row in
      try row.items().map { try $0.integer(atLeast: 0, atMost: LoadReader.mostExperts - 1) }
    }
    guard let width = slots.first?.count, width > 0 else {
      throw node.fault(.slotCount, expected: "the expert in each slot, a row for each layer")
    }
    for (row, node) in zip(slots, rows) where row.count != width {
      throw node.fault(.slotCount, expected: "\(width) slots, as in the first row")
    }
    return slots
  }
}

/// Facts that a recording may omit: the number of experts, and the layers of its rows.
public struct LoadContext: Sendable, Equatable {
  /// E; `nil` where unknown.
  public var expertCount: Int?
  /// The model's layers; `nil` where unknown.
  public var model: ModelExperts?
  /// The layer of the first row; `nil` where unknown.
  public var firstLayer: Int?

  public init(expertCount: Int? = nil, model: ModelExperts? = nil, firstLayer: Int? = nil) {
    self.expertCount = expertCount
    self.model = model
    self.firstLayer = firstLayer
  }

  /// E as given, or of the model.
  var knownExperts: Int? { expertCount ?? model?.expertCount }

  /// The layers of rows without numbers: those with experts, in order, or all of them.
  /// - Parameters:
  ///   - count: The number of rows.
  ///   - place: The file, and the key in it.
  /// - Throws: `Diagnostic` "layer-count" where the model has another number of layers.
  func layers(ofRows count: Int, at place: (file: String, key: String)) throws -> [Int] {
    if let firstLayer { return Array(firstLayer..<firstLayer + count) }
    guard let model else { return Array(0..<count) }
    let withExperts = model.layersWithExperts
    if withExperts.count == count { return withExperts }
    guard model.experts.count == count else {
      throw Diagnostic(
        id: .layerCount, file: place.file, key: place.key, found: "\(count) rows",
        expected: "\(withExperts.count), the layers of \(model.name) that have experts, or \(model.experts.count), all",
        advice: "--first-layer says which layer the first row belongs to")
    }
    return Array(0..<count)
  }
}
