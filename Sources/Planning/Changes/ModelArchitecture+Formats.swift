import Models

extension ModelArchitecture {
  /// Bits of an element of the widest matrices among experts, or among mixers in layers without them.
  public var widestWeightBits: Int {
    layers.flatMap { $0.kind.feedForward.mixture?.expertTensors ?? $0.kind.mixer.tensors }
      .filter { $0.role == .matrix }.map(\.weightFormat.format.bits).max() ?? 16
  }
}
