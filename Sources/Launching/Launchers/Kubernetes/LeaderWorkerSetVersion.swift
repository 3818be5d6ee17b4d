import Inputs

/// A release of LeaderWorkerSet, as far as its objects differ.
public struct LeaderWorkerSetVersion: Sendable, Hashable {
  /// "0.10.0".
  public let name: String

  /// Releases whose objects were looked at, the oldest first.
  public static let known = ["0.7.0", "0.8.0", "0.9.0", "0.10.0"]
  /// The newest of them.
  public static let latest = LeaderWorkerSetVersion(known: known[known.count - 1])

  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  public init(_ name: String) throws {
    guard Self.known.contains(name) else {
      throw Diagnostic.unknownVersion(name, of: "LeaderWorkerSet", known: Self.known)
    }
    self.name = name
  }

  private init(known name: String) { self.name = name }

  /// DisaggregatedSet comes with 0.9.0: prefill and decode in one object.
  var hasDisaggregatedSet: Bool { name == "0.9.0" || name == "0.10.0" }
}
