/// A release of LeaderWorkerSet, as far as its objects differ.
public struct LeaderWorkerSetVersion: Sendable, Hashable {
  let release: ReleaseVersion

  /// Releases whose objects were looked at, the oldest first.
  static let known = [
    ReleaseVersion(0, 7, 0), ReleaseVersion(0, 8, 0), ReleaseVersion(0, 9, 0), ReleaseVersion(0, 10, 0),
  ]
  /// The newest of them.
  public static let latest = LeaderWorkerSetVersion(release: known[known.count - 1])

  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  public init(_ name: String) throws {
    release = try ReleaseVersion.version(name, known: Self.known, of: "LeaderWorkerSet", flag: "--launcher-version")
  }

  private init(release: ReleaseVersion) { self.release = release }

  /// DisaggregatedSet comes with 0.9.0: prefill and decode in one object.
  var hasDisaggregatedSet: Bool { release >= ReleaseVersion(0, 9, 0) }
}
