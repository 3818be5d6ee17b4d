import Inputs
import Plans

/// Forms in which a placement of experts is written.
enum PlacementFormat: String, CaseIterable {
  case layline
  case sglang
  case tensorRTLLM = "tensorrt-llm"

  /// Runtimes want equally many slots on each GPU and an expert in each: looked at before any work is done.
  /// - Throws: `Diagnostic` "slots-uneven" that names the flag to change.
  func check(_ target: PlacementTarget, expertCount: Int) throws {
    guard self != .layline else { return }
    guard target.redundantTotal == nil else {
      throw Diagnostic(
        id: "slots-uneven", file: "--format", found: "\(rawValue) with copies dealt out over layers",
        expected: "as many slots in every layer", advice: "--redundant gives that, and --format layline needs it not")
    }
    guard Set(target.slotsPerGPU).count == 1 else {
      throw Diagnostic(
        id: "slots-uneven", file: "--gpu-slots", found: "slots that differ with --format \(rawValue)",
        expected: "as many slots on each GPU", advice: "--format layline allows it")
    }
    let slots = target.slotsPerGPU.reduce(0, +)
    guard slots == expertCount + target.redundant else {
      throw Diagnostic(
        id: "slots-uneven", file: "--redundant", found: "\(target.redundant) with --format \(rawValue)",
        expected: "a number that fills the slots of \(target.gpus) GPUs evenly, such as \(slots - expertCount)")
    }
  }
}
