import Formats
import Testing
@testable import Costing

struct CalibrationFaultTests {
  /// What is changed, into what, and what is said about it.
  static let changes: [(old: String, new: String, id: String, key: String, found: String)] = [
    ("layline: calibration/1", "layline: calibration/2", "unsupported-version", "layline", "\"calibration/2\""),
    ("layline: calibration/1\n", "", "missing-key", "layline", "no such key"),
    ("name: round\n", "", "missing-key", "name", "no such key"),
    ("usableShare:", "usable:", "unknown-key", "memory.usable", "an unknown key"),
    ("usableShare: {value: 0.9,", "usableShare: {value: 1.1,", "out-of-range", "memory.usableShare.value", "1.1"),
    ("value: 3 GB", "value: 3", "unit-missing", "memory.runtimeReserve.value", "3"),
    ("value: 3 GB", "value: 3 GB/s", "unit-wrong", "memory.runtimeReserve.value", "\"3 GB/s\""),
    ("value: 3 GB", "value: 3 PB", "out-of-range", "memory.runtimeReserve.value", "\"3 PB\""),
    ("copies: perExpert", "copies: some", "unknown-value", "dispatch.copies", "\"some\""),
    ("distinctExperts: expectedMaximum", "distinctExperts: 3", "unknown-value", "hottestGPU.distinctExperts", "3"),
    (
      "denseWeights: {value: 0.5, evidence: test}", "denseWeights: {value: 0.5}", "missing-key",
      "families.round.hbm.denseWeights.evidence", "no such key"
    ),
    (
      "denseWeights: {value: 0.5,", "denseWeights: {value: 0,", "out-of-range",
      "families.round.hbm.denseWeights.value", "0"
    ),
    (
      "denseWeights: {value: 0.5,", "denseWeights: {value: .nan,", "out-of-range",
      "families.round.hbm.denseWeights.value", "nan"
    ),
    (
      "denseWeights: {value: 0.5, evidence: test}", "denseWeights: 0.5", "wrong-type",
      "families.round.hbm.denseWeights", "0.5"
    ),
    ("fp8: {value: 0.25", "fp9: {value: 0.25", "unknown-key", "families.round.compute.fp9", "an unknown key"),
    (
      "latency: {value: 4 us", "latency: {value: -4 us", "out-of-range", "families.round.allReduce.latency.value",
      "\"-4 us\""
    ),
    (
      "latency: {value: 4 us", "latency: {value: 4 min", "out-of-range", "families.round.allReduce.latency.value",
      "\"4 min\""
    ),
    (
      "experts: {value: 1.5,", "experts: {value: 0.5,", "out-of-range", "families.round.imbalance.experts.value", "0.5"
    ),
    ("      step: {value: 7 us, evidence: test}\n", "", "missing-key", "families.round.overhead.step", "no such key"),
    ("promptCopies: deduplicated", "promptCopies: none", "unknown-value", "dispatch.promptCopies", "\"none\""),
    ("  promptCopies: deduplicated\n", "", "missing-key", "dispatch.promptCopies", "no such key"),
    (
      "overlapShare: {value: 0.5,", "overlapShare: {value: 1.5,", "out-of-range", "serving.overlapShare.value", "1.5"
    ),
    ("  singlePrompts:", "  singlePrompt:", "unknown-key", "serving.singlePrompt", "an unknown key"),
    ("  any:\n", "  some:\n", "missing-key", "runtimes.any", "no such key"),
    ("promptSteps: mixed", "promptSteps: shared", "unknown-value", "runtimes.any.promptSteps", "\"shared\""),
    ("promptSteps: separate", "promptStep: separate", "unknown-key", "runtimes.apart.promptStep", "an unknown key"),
    (
      "promptTokensPerStep: {value: 1000,", "promptTokensPerStep: {value: 0,", "out-of-range",
      "runtimes.any.promptTokensPerStep.value", "0"
    ),
    (
      "handover: {value: 50 ms", "handover: {value: 50", "unit-missing", "runtimes.any.handover.value", "50"
    ),
    (
      "      factor: {value: 1,", "      factor: {value: 20,", "out-of-range",
      "families.round.overhead.factor.value", "20"
    ),
    (
      "perToken: {value: 0,", "perToken: {value: -1,", "out-of-range", "families.round.activations.perToken.value", "-1"
    ),
    (
      "expertPopularityVariation: {value: 0,", "expertPopularityVariation: {value: 11,", "out-of-range",
      "families.round.imbalance.expertPopularityVariation.value", "11"
    ),
    (
      "      promptAttention: {value: 0.4, evidence: test}\n", "", "missing-key",
      "families.round.compute.promptAttention", "no such key"
    ),
    ("{from: round,", "{from: circle,", "unknown-value", "inherits.square.from", "\"circle\""),
    ("{from: round, evidence: alike}", "{from: round}", "missing-key", "inherits.square.evidence", "no such key"),
  ]

  @Test(arguments: changes.indices)
  func whatIsWrongIsNamed(index: Int) throws {
    let change = Self.changes[index]
    #expect(CalibrationText.round.contains(change.old))
    let diagnostic = try #require(
      fault { _ = try CalibrationText.calibration(CalibrationText.round, [change.old: change.new]) })
    #expect(diagnostic.id.rawValue == change.id)
    #expect(diagnostic.key == change.key)
    #expect(diagnostic.found == change.found)
    #expect(diagnostic.file == "round.yaml" && !diagnostic.expected.isEmpty)
  }

  @Test func aFamilyWithoutFiguresIsNotGuessed() throws {
    let diagnostic = fault { _ = try SmallCosts.costs([SmallModel.denseLayer], on: SmallCluster(family: "triangle")) }
    #expect(diagnostic?.id.rawValue == "missing-calibration")
    #expect(diagnostic?.key == "families.triangle")
    #expect(diagnostic?.expected == "one of round")
  }

  @Test func aFamilyMayInheritAndSaysSo() throws {
    let own = try SmallCosts.costs([SmallModel.mixtureLayer])
    let inherited = try SmallCosts.costs([SmallModel.mixtureLayer], on: SmallCluster(family: "square"))
    #expect(own.inheritedCalibration == nil)
    #expect(inherited.inheritedCalibration == .init(from: "round", evidence: "alike"))
    let times = [own, inherited].map {
      $0.layerCost(kind: 0, layout: SmallCosts.expertParallel(8), microBatch: 80).time.value
    }
    #expect(times[0] == times[1])
  }

  @Test func otherNamesAreUnknown() {
    #expect(fault { _ = try Calibration.shipped("defaults") }?.id.rawValue == "unknown-calibration")
    #expect(fault { _ = try CalibrationReference("none.yaml").read() }?.id.rawValue == "missing-file")
  }

  /// Whatever accelerator is in the catalogue has figures of its own or of a family that is named.
  @Test func theShippedCalibrationsKnowEveryAccelerator() throws {
    for name in ["default", "ideal"] {
      let calibration = try Calibration.shipped(name)
      #expect(calibration.name == name)
    }
    let calibration = try Calibration.shipped("default")
    for family in ["hopper", "blackwell"] { #expect(try calibration.figures(forFamily: family).inherited == nil) }
    for family in ["ampere", "ada", "rubin", "cdna3", "cdna4", "cdna5"] {
      #expect(try calibration.figures(forFamily: family).inherited?.evidence.isEmpty == false)
    }
    #expect(fault { _ = try calibration.figures(forFamily: "tpu") }?.id.rawValue == "missing-calibration")
  }
}
