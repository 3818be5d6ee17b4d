import Formats
import FoundationEssentials

/// Reads the weights that DeepSeek's EPLB balances: a matrix [layer][expert] as a JSON list of lists, CSV without a header,
/// or `.npy`. Its rows are those of the layers with experts, or of all layers.
struct WeightTableReader {
  let context: LoadContext

  func read(_ data: Data, file: String) throws -> LoadRecording {
    let matrix = try matrix(data, file: file)
    let experts = matrix[0].count
    let layers = try context.layers(ofRows: matrix.count, at: (file, ""))
    let most = LoadReader.mostLayers
    guard let last = layers.last, last < most else {
      throw Diagnostic(
        id: .layerCount, file: file, found: "\(matrix.count) rows", expected: "layers of 0 to \(most - 1)")
    }
    var tokens = [[Double]](repeating: [Double](repeating: 0, count: experts), count: last + 1)
    for (layer, row) in zip(layers, matrix) { tokens[layer] = row }
    return LoadRecording(
      file: file, kind: .eplb, expertCount: experts, steps: [LoadStep(number: 0, tokens: tokens)], isOpenEnded: true)
  }

  private func matrix(_ data: Data, file: String) throws -> [[Double]] {
    if NumPyArray.begins(data) { return try Self.matrix(NumPyArray(parsing: Array(data), file: file), file: file) }
    let first = data.first { $0 > 0x20 && $0 < 0x80 }
    guard first == UInt8(ascii: "[") else { return try Self.table(data, file: file) }
    return try CountRows.read(InputDocument.parse(data, file: file, isJSON: true))
  }

  private static func matrix(_ array: NumPyArray, file: String) throws -> [[Double]] {
    guard array.shape.count == 2, (1...LoadReader.mostLayers).contains(array.shape[0]),
      (1...LoadReader.mostExperts).contains(array.shape[1])
    else {
      throw Diagnostic(
        id: .npyUnsupported, file: file, found: "an array of shape \(array.shape)", expected: "[layer, expert]")
    }
    let width = array.shape[1]
    return try (0..<array.shape[0]).map { layer in
      try (0..<width).map { expert in
        let value = array.number(at: layer * width + expert)
        guard value.isFinite, value >= 0, value <= RecordedCounts.mostTokens else {
          throw Diagnostic(
            id: .outOfRange, file: file, key: "[\(layer)][\(expert)]", found: "\(value)",
            expected: "a finite number of 0 to 1e12")
        }
        return value
      }
    }
  }

  /// Every line is a layer, the first one too.
  private static func table(_ data: Data, file: String) throws -> [[Double]] {
    let table = try CSVTable(parsing: data, file: file)
    let records = [table.header] + table.records
    let width = table.header.fields.count
    guard records.count <= LoadReader.mostLayers, width <= LoadReader.mostExperts else {
      throw Diagnostic(
        id: .layerCount, file: file, found: "\(records.count) lines of \(width) numbers",
        expected: "at most \(LoadReader.mostLayers) of \(LoadReader.mostExperts)")
    }
    return try records.map { record in
      func fault(_ id: DiagnosticID, _ found: String, _ expected: String) -> Diagnostic {
        Diagnostic(id: id, file: file, line: record.line, found: found, expected: expected)
      }
      guard record.fields.count == width else {
        throw fault(.expertCount, "\(record.fields.count) numbers", "\(width), as in the first line")
      }
      return try record.fields.map { field in
        guard let value = Double(field.filter { !$0.isWhitespace }) else {
          throw fault(.wrongType, "\"\(field)\"", "a number")
        }
        guard value.isFinite, value >= 0, value <= RecordedCounts.mostTokens else {
          throw fault(.outOfRange, field, "a finite number of 0 to 1e12")
        }
        return value
      }
    }
  }
}
