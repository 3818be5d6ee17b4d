import ExpertMaps
import Inputs

extension ExpertLocations {
  /// The expert in each slot of every layer, where a runtime wants equally many slots on each rank and none empty.
  /// - Parameters:
  ///   - runtime: "SGLang", for the message.
  ///   - flag: What asked for it.
  /// - Throws: `Diagnostic` "slots-uneven".
  func fullSlots(for runtime: String, flag: String) throws -> [[Int]?] {
    guard Set(slots).count == 1 else {
      throw Diagnostic(
        id: "slots-uneven", file: flag,
        found: "GPUs with \(slots.min() ?? 0) to \(slots.max() ?? 0) slots for experts",
        expected: "equally many on each, as \(runtime) has it", advice: "or --format layline")
    }
    return try layers.enumerated().map { layer, map in
      guard let map else { return nil }
      let experts = map.physicalToLogical(slots: slots)
      let empty = experts.count(where: { $0 < 0 })
      guard empty == 0 else {
        throw Diagnostic(
          id: "slots-uneven", file: flag, found: "\(empty) of \(experts.count) slots of layer \(layer) empty",
          expected: "an expert in each, as \(runtime) has it",
          advice: "choose --redundant so that experts and copies divide evenly between the GPUs")
      }
      return experts
    }
  }
}
