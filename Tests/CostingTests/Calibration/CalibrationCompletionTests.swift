import Foundation
import Models
import Testing
@testable import Costing

/// What stands once for several families or runtimes.
struct CalibrationCompletionTests {
  /// The round text with its family's figures as those of all, and families that say only where they differ.
  private static var shared: String {
    CalibrationText.round.replacing("families:\n  round:\n", with: "common:\n")
      .replacing(
        "inherits:",
        with: """
          families:
            round: {}
            swift:
              hbm:
                denseWeights: {value: 1, evidence: faster}
          inherits:
          """)
  }

  private static func families(_ text: String) throws -> (round: FamilyCalibration, swift: FamilyCalibration) {
    let calibration = try CalibrationText.calibration(text)
    return try (calibration.figures(forFamily: "round").figures, calibration.figures(forFamily: "swift").figures)
  }

  @Test func familiesTakeWhatTheyLeaveOut() throws {
    let families = try Self.families(Self.shared)
    let round = try CalibrationText.calibration().figures(forFamily: "round").figures
    #expect(families.round.memory.denseWeights.quantity.value == 0.5)
    #expect(families.swift.memory.denseWeights.quantity.value == 1)
    #expect(families.swift.memory.denseWeights.source.evidence == "faster")
    #expect(families.swift.memory.expertWeights.quantity == round.memory.expertWeights.quantity)
    #expect(families.swift.overhead.step.quantity == round.overhead.step.quantity)
    #expect(families.swift.family == "swift")
  }

  /// The source of a figure is where it stands, so a derivation names the common one.
  @Test func aCommonFigureSaysWhereItStands() throws {
    let families = try Self.families(Self.shared)
    #expect(families.swift.memory.expertWeights.source.key.hasPrefix("common.hbm.expertWeights"))
    #expect(families.swift.memory.denseWeights.source.key.hasPrefix("families.swift.hbm.denseWeights"))
  }

  /// What neither has is missing, and an unknown key is unknown in either.
  @Test func whatNobodySaysIsMissing() {
    let missing = Self.shared.replacing("      step: {value: 7 us, evidence: test}\n", with: "")
    #expect(fault { _ = try Self.families(missing) }?.id.rawValue == "missing-key")
    let unknown = Self.shared.replacing("    step: {value: 7 us", with: "    stop: {value: 7 us")
    #expect(fault { _ = try Self.families(unknown) }?.id.rawValue == "unknown-key")
  }

  @Test func runtimesTakeWhatTheyLeaveOutFromAny() throws {
    let calibration = try CalibrationText.calibration()
    let (any, apart) = try (calibration.figures(forRuntime: nil), calibration.figures(forRuntime: "apart"))
    #expect(any.promptSteps == .mixed && apart.promptSteps == .separate)
    #expect(any.promptTokensPerStep == apart.promptTokensPerStep && any.handover == apart.handover)
    #expect(apart.name == "apart" && calibration.knowsRuntime("apart") && !calibration.knowsRuntime("vllm"))
  }

  @Test func aRuntimeWithoutFiguresIsNotGuessed() throws {
    let calibration = try CalibrationText.calibration()
    let diagnostic = fault { _ = try calibration.figures(forRuntime: "vllm") }
    #expect(diagnostic?.id.rawValue == "unknown-runtime" && diagnostic?.key == "runtimes.vllm")
    #expect(diagnostic?.expected == "one of any, apart")
    let shipped = try Calibration.shipped("default")
    #expect(["any", "vllm", "sglang", "trtllm"].allSatisfy { shipped.knowsRuntime($0) })
    #expect(try shipped.figures(forRuntime: "sglang").promptSteps == .separate)
  }
}
