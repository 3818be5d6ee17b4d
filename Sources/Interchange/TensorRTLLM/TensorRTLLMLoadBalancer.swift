/// The file that TensorRT-LLM takes as `moe_config.load_balancer`: the expert in each slot of each layer that has experts,
/// slot j lying on rank j / (slots / EP).
public struct TensorRTLLMLoadBalancer: Sendable, CustomStringConvertible {
  private let slotCount: Int
  private let assignments: [(layer: Int, experts: [Int])]

  /// - Parameters:
  ///   - locations: Of every layer.
  ///   - flag: What asked for this form, for messages.
  /// - Throws: `Diagnostic` "slots-uneven".
  public init(_ locations: ExpertLocations, flag: String) throws {
    slotCount = locations.slots.reduce(0, +)
    assignments = try locations.fullSlots(for: "TensorRT-LLM", flag: flag).enumerated().compactMap { layer, experts in
      experts.map { (layer, $0) }
    }
  }

  /// YAML. The placement stays as it is: 0 updates in an iteration.
  public var description: String {
    (["num_slots: \(slotCount)", "initial_global_assignments:"]
      + assignments.map { layer, experts in "  \(layer): [\(experts.map(String.init).joined(separator: ", "))]" }
      + ["layer_updates_per_iter: 0"]).joined(separator: "\n")
  }
}
