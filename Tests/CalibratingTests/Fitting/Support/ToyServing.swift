import Costing
import Formats
import Foundation
@testable import Calibrating

/// A serving model of three figures, for fits whose truth is known.
enum ToyServing {
  static let calibration = """
    # Figures of a toy.
    layline: calibration/1
    name: toy
    description: A toy.

    families:
      # Sixty layers a step.
      red:
        overhead: {value: 100 us, evidence: "a guess, {really}"}
        reads: {value: 0.80, evidence: a guess}
        idle: {value: 3 us, evidence: nobody reads it}
      blue:
        overhead: {value: 80 us, evidence: a guess}
        reads: {value: 0.70, evidence: a guess}
        idle: {value: 3 us, evidence: nobody reads it}
    """

  static let parameters = [
    FittableParameter(
      "families.*.overhead", unit: "us", scale: .logarithmic, bounds: 5...400, priorWidth: 0.4, meaning: "of a layer"),
    FittableParameter(
      "families.*.reads", scale: .logistic, bounds: 0.2...0.97, priorWidth: 0.8, meaning: "share of the bandwidth"),
    FittableParameter(
      "families.*.idle", unit: "us", scale: .logarithmic, bounds: 1...9, priorWidth: 0.4, meaning: "nothing"),
  ]

  static var options: CalibratorOptions {
    var options = CalibratorOptions()
    options.parameters = parameters
    return options
  }

  static func document() throws -> CalibrationDocument { try CalibrationDocument(calibration, file: "toy.yaml") }

  /// Reads what a prediction needs and nothing of what was measured.
  struct Predictor: RunPredicting {
    let document: CalibrationDocument

    func prediction(of run: MeasuredRun) throws -> RunPrediction {
      guard run.figures.isEmpty else { throw Diagnostic(id: .internal, file: run.file, found: "", expected: "") }
      let key = "families.\(run.accelerator)"
      let layer = try document.value(at: "\(key).overhead", in: "us") * 1e-6
      let reads = try document.value(at: "\(key).reads", in: "")
      guard case .concurrency(let batch) = run.traffic.load else { return RunPrediction(values: [:], boundBy: .hbm) }
      return RunPrediction(
        values: [
          .timePerOutputToken: 60 * layer + (3e-3 + 2e-4 * batch) / reads,
          .timeToFirstToken: 120 * layer + 1e-5 * run.traffic.inputTokens,
        ], boundBy: .hbm)
    }
  }

  /// Runs of a toy whose red layers take 140 us and whose reads reach 0.6, with 3 % of noise and a wild run in ten.
  static func runs(_ accelerators: [String] = ["red", "blue"], wild: Double = 2.5) throws -> [MeasuredRun] {
    var noise = NoiseSource(seed: 11)
    let truth = Predictor(
      document: try document().replacing([
        "families.red.overhead": CalibrationEdit(value: "140 us", evidence: "truth"),
        "families.red.reads": CalibrationEdit(value: "0.60", evidence: "truth"),
      ]))
    var runs: [MeasuredRun] = []
    for accelerator in accelerators {
      for (model, ranks) in [("m/one", 2), ("m/one", 8), ("m/two", 4), ("m/three", 1), ("m/three", 2)] {
        for batch in [1.0, 4, 16, 64] {
          var run = run(runs.count, accelerator, model, ranks, batch)
          let factor = exp(0.03 * noise.normal()) * (runs.count % 10 == 3 ? wild : 1)
          run.figures = try truth.prediction(of: run).values.mapValues { $0 * factor }
          runs.append(run)
        }
      }
    }
    return runs
  }

  static func run(_ index: Int, _ accelerator: String, _ model: String, _ ranks: Int, _ batch: Double) -> MeasuredRun {
    MeasuredRun(
      id: "run \(index)", file: "toy.csv", place: "line \(index)", model: model, accelerator: accelerator,
      runtime: "sglang", deployment: .aggregated(WorkerGroup(tensorParallel: ranks)),
      traffic: Traffic(inputTokens: 1_024, outputTokens: 512, load: .concurrency(batch)), figures: [:])
  }

  static func fit(
    _ runs: [MeasuredRun], unreadable: [UnusedRun] = [], options: CalibratorOptions = options
  ) throws -> CalibrationFit {
    try Calibrator(document(), options: options) { Predictor(document: $0) }
      .fit(runs, unreadable: unreadable, files: ["data/toy.csv"], name: "mine")
  }
}
