import Plans
import Quantities

/// What was planned on what, in a line.
struct InputsLine {
  private let inputs: PlanInputs

  init(_ inputs: PlanInputs) { self.inputs = inputs }

  var text: String {
    let workload = inputs.workload
    let context =
      workload.context.map { "context \(Numerals.grouped($0))" }
      ?? "\(Numerals.grouped(workload.inputTokens ?? 0)) in, \(Numerals.grouped(workload.outputTokens ?? 0)) out"
    return "\(inputs.model.reference) on \(inputs.cluster.reference), \(context), calibration "
      + inputs.calibration.reference
  }
}
