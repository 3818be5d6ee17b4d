/// A path as those who show annotations want it: from the root of the checkout, where the command was started.
enum RelativePath {
  /// Without "./" in front, and without steps that lead nowhere.
  static func of(_ path: String) -> String {
    let isAbsolute = path.hasPrefix("/")
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }
}
