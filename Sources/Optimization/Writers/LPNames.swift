/// Names as the CPLEX LP format can bear them. A name that would be read as something else there ("e5" as an exponent,
/// "free" as a keyword) gets an underscore in front; all others stay.
struct LPNames {
  let names: [String]
  /// The names that had to change: before and after, in order.
  let changed: [(before: String, after: String)]

  private static let keywords: Set<String> = [
    "min", "minimize", "minimise", "minimum", "max", "maximize", "maximise", "maximum", "subject", "such", "st", "s.t.",
    "st.", "bounds", "bound", "free", "inf", "infinity", "general", "generals", "gen", "integer", "integers", "int",
    "binary", "binaries", "bin", "end", "semi", "sos", "sos1", "sos2", "sec", "nan",
  ]

  init(_ original: [String]) {
    var taken = Set(original)
    var changed: [(before: String, after: String)] = []
    names = original.map { name in
      guard Self.isMisread(name) else { return name }
      var candidate = "_" + name
      while taken.contains(candidate) { candidate = "_" + candidate }
      taken.insert(candidate)
      changed.append((name, candidate))
      return candidate
    }
    self.changed = changed
  }

  /// Whether some reader takes it for a keyword or the exponent of the number before it.
  private static func isMisread(_ name: String) -> Bool {
    let lowered = name.lowercased()
    if keywords.contains(lowered) { return true }
    guard lowered.first == "e" else { return false }
    return lowered.dropFirst().first.map { $0.isNumber || $0 == "e" || $0 == "." } ?? true
  }
}
