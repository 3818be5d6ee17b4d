import Inputs

/// A release of Megatron Core, as far as its flags differ.
///
/// Read from its wheels and tags (BSD-3-Clause): `--pipeline-model-parallel-layout` came with 0.13.0, and takes layers of
/// multi-token prediction from 0.14.0 on; `--mtp-num-layers` came with 0.12.0. The first and last stage could always differ
/// from the others.
struct MegatronVersion: Sendable, Hashable {
  let name: String
  private let index: Int

  /// The oldest first.
  static let known = [
    "0.11.0", "0.12.0", "0.12.1", "0.12.2", "0.12.3", "0.13.0", "0.13.1", "0.14.0", "0.15.0", "0.15.1", "0.15.2",
    "0.15.3", "0.16.0", "0.16.1",
  ]

  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  init(_ name: String) throws {
    guard let index = Self.known.firstIndex(of: name) else {
      throw Diagnostic.unknownVersion(name, of: "Megatron Core", known: Self.known)
    }
    self.name = name
    self.index = index
  }

  /// Any split of layers.
  /// - Parameter draftLayers: Layers of multi-token prediction in it.
  func hasLayout(draftLayers: Int) -> Bool { isSince(draftLayers == 0 ? "0.13.0" : "0.14.0") }
  /// Layers of multi-token prediction at all.
  var hasMultiTokenPrediction: Bool { isSince("0.12.0") }

  private func isSince(_ name: String) -> Bool { Self.known.firstIndex(of: name).map { index >= $0 } ?? false }
}
