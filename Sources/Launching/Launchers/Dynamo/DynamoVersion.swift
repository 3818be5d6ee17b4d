/// A release of NVIDIA Dynamo, as far as its objects and workers differ.
///
/// Read from the wheels of ai-dynamo and the operator's types (Apache-2.0): `--disaggregation-mode` is known to workers of
/// vLLM from 1.0.0 on, and the operator serves nvidia.com/v1beta1 in 1.3.0, and v1alpha1 still.
public struct DynamoVersion: Sendable, Hashable {
  let release: ReleaseVersion

  /// The oldest first.
  static let known = [
    ReleaseVersion(0, 9, 0), ReleaseVersion(0, 9, 1), ReleaseVersion(1, 0, 0), ReleaseVersion(1, 0, 1),
    ReleaseVersion(1, 0, 2), ReleaseVersion(1, 1, 0), ReleaseVersion(1, 1, 1), ReleaseVersion(1, 2, 0),
    ReleaseVersion(1, 2, 1), ReleaseVersion(1, 3, 0), ReleaseVersion(1, 3, 1), ReleaseVersion(1, 4, 0),
    ReleaseVersion(1, 4, 1), ReleaseVersion(1, 4, 2), ReleaseVersion(1, 5, 0), ReleaseVersion(1, 5, 1),
    ReleaseVersion(1, 6, 0), ReleaseVersion(1, 6, 1),
  ]
  /// The newest of them.
  public static let latest = DynamoVersion(release: known[known.count - 1])

  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  public init(_ name: String) throws {
    release = try ReleaseVersion.version(name, known: Self.known, of: "Dynamo", flag: "--launcher-version")
  }

  private init(release: ReleaseVersion) { self.release = release }

  /// nvidia.com/v1beta1: a list of components with pod templates.
  var hasComponents: Bool { release >= ReleaseVersion(1, 3, 0) }
  /// Workers of vLLM say their role with `--disaggregation-mode`.
  var hasDisaggregationMode: Bool { release >= ReleaseVersion(1, 0, 0) }
}
