import Quantities

/// What fills the HBM of a GPU.
public struct MemoryUse: Sendable {
  /// Weights but those of routed experts.
  public let weights: Explained<Information>
  /// Routed experts.
  public let experts: Explained<Information>
  /// Their copies beyond one of each; `nil` where there are none.
  public let redundantExperts: Explained<Information>?
  /// KV cache, windows and states of the sequences in flight.
  public let cache: Explained<Information>
  /// Activations of the tokens in a step.
  public let activations: Explained<Information>
  /// What the runtime and its communication library keep.
  public let reserve: Explained<Information>
  /// HBM × usable share.
  public let usable: Explained<Information>

  /// All parts together.
  public var total: Explained<Information> {
    let parts = [weights, experts, redundantExperts, cache, activations, reserve]
    return Explained.sum(parts.compactMap(\.self)).named("HBM used")
  }

  /// What is left; negative where the parts do not fit.
  public var free: Bytes { usable.quantity - total.quantity }

  /// Whether all parts fit.
  public var fits: Bool { free.value >= 0 }
}
