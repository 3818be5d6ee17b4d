/// A calibration with blanks for some figures: filling them costs one reading of the text, which a fit does often.
struct CalibrationTemplate: Sendable {
  private let file: String
  /// The text before, between and behind the blanks; one more than there are blanks.
  private let pieces: [String]
  /// Which value stands in each blank, in the order of the text.
  private let order: [Int]
  private let units: [String]

  /// - Throws: `Diagnostic` where a key is missing or its figure is written over several lines.
  init(_ document: CalibrationDocument, parameters: [FittedParameter]) throws {
    file = document.file
    units = parameters.map(\.unit)
    let places = try parameters.map { parameter in
      try document.place(
        of: "\(parameter.key).value", probedWith: FigureText(number: 1234.5, unit: parameter.unit).exact)
    }
    order = places.indices.sorted { places[$0].lowerBound < places[$1].lowerBound }
    var pieces: [String] = []
    var end = document.text.startIndex
    for index in order {
      pieces.append(String(document.text[end..<places[index].lowerBound]))
      end = places[index].upperBound
    }
    self.pieces = pieces + [String(document.text[end...])]
  }

  /// The document with values in the parameters' units and order, to the last bit.
  func document(with values: [Double]) throws -> CalibrationDocument {
    var text = ""
    for (piece, index) in zip(pieces, order) {
      text += piece + FigureText(number: values[index], unit: units[index]).exact
    }
    return try CalibrationDocument(text + (pieces.last ?? ""), file: file)
  }
}
