import Inputs

/// Documents that a file quotes, by the short name it gives them.
struct SourceDocuments {
  private var titles: [String: String] = [:]

  init() {}

  /// - Parameter node: A mapping of short names to titles; `nil` where the file has none.
  init(reading node: InputNode?) throws {
    for (name, title) in try node?.entries() ?? [] { titles[name] = try title.text() }
  }

  /// Writes a short name out: "nccl: ring" becomes the title of "nccl", then "(ring)".
  func expand(_ text: String) -> String {
    if let title = titles[text] { return title }
    let parts = text.split(separator: ": ", maxSplits: 1).map(String.init)
    guard parts.count == 2, let title = titles[parts[0]] else { return text }
    return "\(title) (\(parts[1]))"
  }
}
