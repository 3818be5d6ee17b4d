import Costing
import Inputs

/// How the runtime of a deployment is started, from keys that are named as the flags are.
struct RuntimeSettings {
  let runtime: String?
  let overlapsTwoBatches: Bool
  let scheduler: SchedulerSettings

  /// - Throws: `Diagnostic` for a runtime that the calibration does not know, and for values that cannot be read.
  init(_ node: InputNode, calibration: Calibration) throws {
    func count(_ key: String) throws -> Double? {
      try node.optional(key).map { Double(try $0.integer(atLeast: 1, atMost: 1 << 24)) }
    }
    overlapsTwoBatches = try node.optional("two-batch-overlap")?.boolean() ?? false
    scheduler = SchedulerSettings(
      stepsBetweenAdmissions: try count("steps-between-admissions"), mostSequencesPerRank: try count("most-sequences"))
    let named = try node.optional("runtime")
    runtime = try named?.text()
    if let named, let runtime, !calibration.knowsRuntime(runtime) {
      do {
        _ = try calibration.figures(forRuntime: runtime)
      } catch let fault as Diagnostic {
        throw named.fault(fault.id, expected: fault.expected, advice: fault.advice)
      }
    }
  }
}
