/// What the experts of a layer cost in a step of even load, by the unit of each resource: times of the layer's operators
/// divided by what they work on.
public struct ExpertUnitCosts: Sendable, Equatable {
  /// Of all GPUs together in the step.
  public let tokens: Double
  /// Seconds of products for a token at one of its experts, whatever tiles leave unused included.
  public let perToken: Double
  /// Seconds of HBM for a copy of an expert that a GPU holds; less than a whole read where not every copy is hit.
  public let perExpert: Double
  /// Seconds of a GPU's scale-up links for a token that comes to it and returns.
  public let perArrival: Double
  /// Seconds of one GPU's NIC for a token that enters its domain and returns.
  public let perCopy: Double
}

extension LayerOperators {
  /// `nil` for a layer without experts.
  func expertUnits(_ step: StepShape, network: Network, _ figures: HardwareFigures) -> ExpertUnitCosts? {
    guard let experts, let allToAll else { return nil }
    let routed = experts.cost(step, figures)
    let held = experts.local(
      redundant: step.layout.redundantExperts, among: step.expertParallel, recording: figures.recording)
    let ways = [travelling.dispatch, travelling.combine].map {
      allToAll.copyTimes(bytesPerElement: $0, layout: step.layout, network: network, figures)
    }
    return ExpertUnitCosts(
      tokens: step.tokens.value, perToken: (routed.compute?.value ?? 0) / experts.arriving(step).value,
      perExpert: (routed.memory?.value ?? 0) / held.value, perArrival: ways.reduce(0) { $0 + $1.scaleUp.value },
      perCopy: ways.reduce(0) { $0 + $1.scaleOut.value })
  }
}
