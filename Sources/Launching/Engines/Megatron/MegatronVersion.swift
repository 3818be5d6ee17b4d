/// A release of Megatron Core, as far as its flags differ.
///
/// Read from its wheels and tags (BSD-3-Clause): `--pipeline-model-parallel-layout` came with 0.13.0, and takes layers of
/// multi-token prediction from 0.14.0 on; `--mtp-num-layers` came with 0.12.0. The first and last stage could always differ
/// from the others.
struct MegatronVersion: Sendable, Hashable {
  let release: ReleaseVersion

  /// The oldest first.
  static let known = [
    ReleaseVersion(0, 11, 0), ReleaseVersion(0, 12, 0), ReleaseVersion(0, 12, 1), ReleaseVersion(0, 12, 2),
    ReleaseVersion(0, 12, 3), ReleaseVersion(0, 13, 0), ReleaseVersion(0, 13, 1), ReleaseVersion(0, 14, 0),
    ReleaseVersion(0, 15, 0), ReleaseVersion(0, 15, 1), ReleaseVersion(0, 15, 2), ReleaseVersion(0, 15, 3),
    ReleaseVersion(0, 16, 0), ReleaseVersion(0, 16, 1),
  ]

  /// - Parameter name: `nil` takes the newest.
  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  init(_ name: String?) throws {
    release = try ReleaseVersion.version(name, known: Self.known, of: "Megatron Core")
  }

  /// Any split of layers.
  /// - Parameter draftLayers: Layers of multi-token prediction in it.
  func hasLayout(draftLayers: Int) -> Bool { release >= ReleaseVersion(0, draftLayers == 0 ? 13 : 14, 0) }
  /// Layers of multi-token prediction at all.
  var hasMultiTokenPrediction: Bool { release >= ReleaseVersion(0, 12, 0) }
}
