import Inputs

/// The names that a mistyped one may have meant.
public enum NearestNames {
  /// At most three, nearest first. A name that begins with what was written counts as near.
  public static func to(_ written: String, among known: [String]) -> [String] {
    let word = written.lowercased()
    func distance(_ name: String) -> Int {
      let candidate = name.lowercased()
      return candidate.hasPrefix(word) || word.hasPrefix(candidate) ? 0 : EditDistance.between(candidate, word)
    }
    let ranked = known.map { (name: $0, distance: distance($0)) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return ranked.prefix(3).map(\.name)
  }
}
