import Costing
import Formats
import Foundation
import Testing
@testable import Calibrating

@Suite("Calibration files that are edited in place")
struct CalibrationDocumentTests {
  private let shipped: CalibrationDocument

  init() throws { shipped = try CalibrationDocument(.shipped("default")) }

  /// A figure's own text and evidence in its place: the same calibration, and nothing but quotes is new.
  @Test func everyFigureOfTheShippedCalibrationCanBeReplaced() throws {
    #expect(shipped.figureKeys.count > 20)
    let changes = try shipped.figureKeys.map { key in
      (key, CalibrationEdit(value: try shipped.valueNode(key).written, evidence: try shipped.evidence(at: key)))
    }
    let edited = try shipped.replacing(Dictionary(uniqueKeysWithValues: changes))
    #expect(try edited.calibration() == shipped.calibration())
    #expect(Self.comments(edited) == Self.comments(shipped))
  }

  @Test func onlyWhatIsChangedChanges() throws {
    let time = try #require(FittableParameters.all.first { $0.unit == "us" })
    let key = try #require(shipped.figureKeys.first { time.matches($0) })
    let edited = try shipped.replacing([key: CalibrationEdit(value: "98.20 us", evidence: "a \"quote\", {x}: # \\ 'y'")]
    )
    #expect(try edited.value(at: key, in: "us") == 98.2)
    #expect(try edited.evidence(at: key) == "a \"quote\", {x}: # \\ 'y'")
    for other in shipped.figureKeys where other != key {
      #expect(try edited.valueNode(other).written == shipped.valueNode(other).written)
      #expect(try edited.evidence(at: other) == shipped.evidence(at: other))
    }
    #expect(Self.differentLines(shipped, edited) == 1)
    _ = try edited.calibration()
  }

  @Test func aTemplateFillsInEveryBit() throws {
    let selection = try FigureSelection(shipped, kinds: FittableParameters.all)
    let values = selection.parameters.map { parameter in
      (parameter.bounds.lowerBound + parameter.bounds.upperBound) / 3.000_000_1
    }
    let filled = try CalibrationTemplate(shipped, parameters: selection.parameters).document(with: values)
    for (parameter, value) in zip(selection.parameters, values) {
      #expect(try filled.value(at: parameter.key, in: parameter.unit) == value)
    }
    #expect(Self.differentLines(shipped, filled) <= values.count)
  }

  /// The table names what is there, and what ships lies within what can be fitted.
  @Test func everyFittableParameterIsAFigureOfTheShippedCalibration() throws {
    for kind in FittableParameters.all {
      let keys = shipped.figureKeys.filter(kind.matches)
      #expect(!keys.isEmpty, "\(kind.pattern)")
      for key in keys { #expect(kind.bounds.contains(try shipped.value(at: key, in: kind.unit)), "\(key)") }
    }
  }

  // MARK: - Forms

  private static let forms = """
    # A comment.
    name: x   # of the name
    block:
      value: 4 us
      evidence: it's "here"
    flow: {evidence: "the value: 3, {value: 5}", value: 7 ms} # value: 9
    pair: {one: {value: 1, evidence: 'it''s'}, two: {value: 0x, evidence: value}}
    "quoted": {"value": "2 us", "evidence": ""}
    """

  @Test(arguments: ["block", "flow", "pair.one", "pair.two", "quoted"])
  func anyFormOnOneLine(key: String) throws {
    let document = try CalibrationDocument(Self.forms, file: "forms.yaml")
    let edited = try document.replacing([key: CalibrationEdit(value: "12.5 us", evidence: "new: {value: 1}")])
    #expect(try edited.value(at: key, in: "ms") == 0.0125)
    #expect(try edited.evidence(at: key) == "new: {value: 1}")
    #expect(Self.differentLines(document, edited) == (key == "block" ? 2 : 1))
    for other in ["block", "flow", "pair.one", "pair.two", "quoted"] where other != key {
      #expect(try edited.evidence(at: other) == document.evidence(at: other))
    }
  }

  @Test func severalLinesAreRefused() throws {
    let document = try CalibrationDocument("a:\n  value: 3\n  evidence: >\n    one\n    two\n", file: "mine.yaml")
    let fault = #expect(throws: Diagnostic.self) {
      try document.replacing(["a": CalibrationEdit(value: "4", evidence: "new")])
    }
    #expect(fault?.id.rawValue == "calibration-form" && fault?.key == "a.evidence")
  }

  @Test func aKeyThatIsNotThereIsRefused() throws {
    let fault = #expect(throws: Diagnostic.self) {
      try shipped.replacing(["families.hopper.magic": CalibrationEdit(value: "4", evidence: "new")])
    }
    #expect(fault?.id.rawValue == "missing-key")
    #expect(throws: Diagnostic.self) { try shipped.value(at: "memory.runtimeReserve", in: "us") }
  }

  @Test func units() throws {
    #expect(WrittenFigure("105 us") == WrittenFigure(number: 105, unit: "us"))
    #expect(WrittenFigure("3.9GiB")?.unit == "GiB" && WrittenFigure("1e-3 s")?.number == 1e-3)
    #expect(WrittenFigure("fast") == nil && WrittenFigure("") == nil)
    #expect(abs((WrittenFigure("2 ms")?.converted(to: "us") ?? 0) - 2_000) < 1e-9)
    #expect(WrittenFigure("2 ms")?.converted(to: "GiB") == nil && WrittenFigure("0.8")?.converted(to: "us") == nil)
    #expect(WrittenFigure(number: 98.2049, unit: "us").rounded(to: 4) == "98.20 us")
    #expect(
      WrittenFigure(number: 105, unit: "us").plain == "105 us" && WrittenFigure(number: 0.8, unit: "").plain == "0.8")
  }

  private static func comments(_ document: CalibrationDocument) -> [Substring] {
    document.text.split(separator: "\n").filter { $0.hasPrefix("#") }
  }

  private static func differentLines(_ first: CalibrationDocument, _ second: CalibrationDocument) -> Int {
    let lines = [first, second].map { $0.text.split(separator: "\n", omittingEmptySubsequences: false) }
    return lines[0].count == lines[1].count ? zip(lines[0], lines[1]).count { $0 != $1 } : .max
  }
}
