/// An element of an XML document, and how it is written.
struct XMLElement {
  let name: String
  /// In the order in which they are written.
  var attributes: [(name: String, value: String)] = []
  var children: [XMLElement] = []
  var text = ""

  /// With a declaration in front, indented by two spaces.
  var document: String { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + lines(depth: 0).joined(separator: "\n") }

  private func lines(depth: Int) -> [String] {
    let indent = String(repeating: "  ", count: depth)
    let start = indent + "<\(name)" + attributes.map { " \($0.name)=\"\(Self.attribute($0.value))\"" }.joined()
    if children.isEmpty {
      // Text keeps its spaces, so that nothing is put beside it.
      return [text.isEmpty ? start + "/>" : start + ">\(Self.content(text))</\(name)>"]
    }
    return [start + ">"] + children.flatMap { $0.lines(depth: depth + 1) } + ["\(indent)</\(name)>"]
  }

  /// Of an element. A carriage return would be read as a line feed.
  static func content(_ text: String) -> String {
    escaped(text) { scalar in
      switch scalar {
      case "\t", "\n": nil
      case "\r": "&#13;"
      default: nil
      }
    }
  }

  /// Of an attribute: line breaks and tabs would be read as spaces.
  static func attribute(_ text: String) -> String {
    escaped(text) { scalar in
      switch scalar {
      case "\"": "&quot;"
      case "\t", "\n", "\r": "&#\(scalar.value);"
      default: nil
      }
    }
  }

  /// What XML 1.0 has no way to write becomes U+FFFD.
  private static func escaped(_ text: String, _ special: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default:
        if let replacement = special(scalar) {
          result += replacement
        } else {
          result.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
        }
      }
    }
    return result
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
