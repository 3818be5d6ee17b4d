import Testing
@testable import Calibrating

@Suite("What is wrong with a table of serving runs is named")
struct BadServingTableTests {
  @Test func missingColumnsRefuseTheFile() {
    let text = ServingText.table(ServingText.aggregated).replacing("conc,", with: "load,").replacing(
      "precision,", with: "format,")
    let fault = Readings.fault(text)
    #expect(fault?.id.rawValue == "missing-column")
    #expect(fault?.found == "no column precision, conc")
  }

  @Test func aColumnTwiceRefusesTheFile() {
    let fault = Readings.fault(ServingText.table(ServingText.aggregated).replacing("measured,mtp", with: "osl,mtp"))
    #expect(fault?.id.rawValue == "duplicate-column" && fault?.key == "osl")
  }

  @Test(arguments: [
    ("conc", "many", "wrong-type"), ("conc", "", "missing-value"), ("isl", "-1", "out-of-range"),
    ("isl", "nan", "out-of-range"), ("osl", "inf", "out-of-range"), ("tp_size_f", "0", "out-of-range"),
    ("tp_size_f", "1.5", "out-of-range"), ("tp_size_f", "99999", "out-of-range"), ("osl", "1e300", "out-of-range"),
    ("silicon_tpot_ms", "12ms", "wrong-type"),
    ("silicon_tpot_ms", "0", "out-of-range"), ("mode", "both", "unknown-value"), ("precision", "fp9", "unknown-value"),
    ("mtp", "3", "unknown-value"), ("gpus", "16", "layout-contradiction"),
    ("moe_tp_size_f", "1", "layout-contradiction"),
    ("moe_ep_size_f", "3", "layout-contradiction"), ("id", "", "missing-value"), ("model_path", "", "missing-value"),
  ])
  func aBadCellMakesItsRowUnreadable(column: String, value: String, id: String) throws {
    let file = try Readings.file(
      ServingText.table(ServingText.disaggregated, ServingText.row([column: value])))
    #expect(file.runs.map(\.id) == ["two"])
    let row = try #require(file.unreadable.first)
    #expect(row.reason.id.rawValue == id)
    #expect(row.reason.line == 3)
    #expect(row.reason.key == column)
    #expect(row.quantities == [.timePerOutputToken, .timeToFirstToken])
    #expect(row.id == (column == "id" ? "line 3" : "one"))
    #expect(row.labels.accelerator == "H200")
  }

  @Test func aRowOfAnotherLengthIsUnreadable() throws {
    let file = try Readings.file(ServingText.table(ServingText.aggregated + ",more", "two,h200"))
    #expect(file.unreadable.map(\.reason.id.rawValue) == ["ragged-row", "ragged-row"])
    #expect(file.unreadable.map(\.reason.line) == [2, 3])
    #expect(file.unreadable[1].reason.found == "2 cells")
    #expect(file.unreadable[1].labels.model == nil)
  }

  @Test func aRowWithoutAnyFigureIsUnreadable() throws {
    let row = ServingText.row(["silicon_tpot_ms": "", "silicon_ttft_ms": ""])
    let unreadable = try #require(try Readings.file(ServingText.table(row)).unreadable.first)
    #expect(unreadable.reason.key == "silicon_tpot_ms, silicon_ttft_ms")
    #expect(unreadable.quantities == [])
  }

  @Test(arguments: [
    ("", "file-empty"), (" \n\n", "file-empty"), ("id,speed\na,1\n", "unknown-measured-form"),
    ("hello\nworld", "unknown-measured-form"), ("{\"a\": 1}", "unknown-measured-form"),
    ("[1, 2]", "unknown-measured-form"), ("[]", "unknown-measured-form"), ("[{\"a\": 1}]", "unknown-measured-form"),
    ("[{\"a\": 1}", "json-invalid"), ("{\"a\": ", "json-invalid"), ("<html></html>", "unknown-measured-form"),
    ("\(ServingText.header)\n\"one", "csv-invalid"),
  ])
  func otherTextsAreRefused(text: String, id: String) {
    #expect(Readings.fault(text)?.id.rawValue == id)
  }

  @Test func aTableWithoutRowsHasNoRuns() throws {
    #expect(try Readings.file(ServingText.header).readings.isEmpty)
  }

  @Test func unknownFormsAreToldTheKnownOnes() {
    let fault = Readings.fault("id,speed\na,1\n")
    #expect(fault?.found == "a table with the columns id, speed")
    #expect(fault?.expected.contains("vllm bench serve --save-result") == true)
  }
}
