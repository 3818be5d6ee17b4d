/// Text as Markdown shows it.
enum Markdown {
  /// Characters that would start markup, end a cell or mention a person, and line breaks, are made harmless.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if character.isNewline {
        result.append(" ")
      } else if character == "<" {
        result += "&lt;"
      } else if character == ">" {
        result += "&gt;"
      } else {
        if "\\`*_[]|#~".contains(character) { result.append("\\") }
        result.append(character)
        // What follows is no name of a person then.
        if character == "@" { result += "\u{200B}" }
      }
    }
    return result
  }

  /// A row of a table.
  static func row(_ cells: [String]) -> String { "| " + cells.map(escaped).joined(separator: " | ") + " |" }
}
