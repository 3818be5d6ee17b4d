import Calibrating
import Costing
import Formats
import Foundation
import Testing
@testable import layline

@Suite("Where a fitted calibration may go")
struct CalibrationOutputTests {
  private func fault(_ path: String, inputs: [String] = []) -> Diagnostic? {
    do {
      _ = try CalibrationOutput(path: path, inputs: inputs)
      return nil
    } catch {
      return error as? Diagnostic
    }
  }

  @Test func namesOfShippedCalibrationsAreTaken() throws {
    let folder = try TemporaryFolder()
    #expect(fault("\(folder.url.path())/default.yaml")?.id.rawValue == "output-taken")
    #expect(fault("\(folder.url.path())/ideal.yml")?.id.rawValue == "output-taken")
    #expect(fault("\(folder.url.path())/mine.json")?.id.rawValue == "output-failed")
    #expect(fault("mine")?.id.rawValue == "output-failed")
    #expect(fault("\(folder.url.path())/no/such/mine.yaml")?.id.rawValue == "output-failed")
    #expect(fault("\(folder.url.path())/mine.yaml") == nil)
  }

  @Test func aFileThatHoldsAShippedCalibrationIsTaken() throws {
    let folder = try TemporaryFolder()
    let text = String(decoding: try CalibrationReference.shipped("default").contents(), as: UTF8.self)
    let taken = try folder.file("copy.yaml", text)
    #expect(fault(taken)?.id.rawValue == "output-taken")
    let free = try folder.file("older.yaml", text.replacing("name: default", with: "name: older"))
    #expect(fault(free) == nil)
  }

  @Test func aFileThatIsReadIsNotWritten() throws {
    let folder = try TemporaryFolder()
    let input = try folder.file("runs.yaml", "runs: []\n")
    #expect(fault(input, inputs: ["default", input])?.id.rawValue == "output-taken")
  }
}
