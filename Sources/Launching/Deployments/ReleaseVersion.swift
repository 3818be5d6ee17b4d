import Inputs

/// A version of an engine or of what starts one: "0.5.23".
public struct ReleaseVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let numbers: [Int]
  /// As it is written.
  public let description: String

  /// Three numbers with dots between them.
  init(_ major: Int, _ minor: Int, _ patch: Int) {
    numbers = [major, minor, patch]
    description = "\(major).\(minor).\(patch)"
  }

  /// By number.
  public static func < (left: Self, right: Self) -> Bool { left.numbers.lexicographicallyPrecedes(right.numbers) }

  /// The version of a name. What an unknown one takes is not known either.
  /// - Parameters:
  ///   - text: As the user wrote it; `nil` takes the newest.
  ///   - known: Ascending.
  ///   - subject: "SGLang", for the message.
  ///   - flag: That it was given with.
  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  static func version(
    _ text: String?, known: [ReleaseVersion], of subject: String, flag: String = "--engine-version"
  ) throws -> ReleaseVersion {
    guard let text else { return known[known.count - 1] }
    guard let version = known.first(where: { $0.description == text }) else {
      throw Diagnostic(
        id: "unknown-version", file: flag, found: "\"\(text)\" of \(subject)",
        expected: "one of \(known.map(\.description).joined(separator: ", "))",
        advice: "flags differ between versions, and these are the ones whose flags are known")
    }
    return version
  }
}
