import Inputs
import Planning

/// The value of a degree as a whole number.
enum DegreeValue {
  static let most = 1 << 14

  /// - Throws: `Diagnostic` "wrong-type" or "out-of-range" at flag and key.
  static func read(_ degree: Degree, _ text: String, flag: String, key: String = "") throws -> Int? {
    let least = degree == .redundant ? 0 : 1
    guard let node = FlagValue.node(flag, text) else { return nil }
    return try InputNode(file: flag, key: key, content: node.content).integer(atLeast: least, atMost: most)
  }
}
