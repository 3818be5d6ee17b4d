/// Names of objects: what RFC 1035 has for a label, as Services want it.
enum KubernetesName {
  /// Small letters, digits and "-", beginning with a letter, of at most so many characters.
  static func label(_ text: String, longest: Int = 40) -> String {
    let mapped = String(text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    let words = mapped.split(separator: "-").joined(separator: "-")
    let begins = words.first?.isLetter == true ? words : "d-" + words
    let cut = begins.prefix(longest)
    return String(cut.reversed().drop { $0 == "-" }.reversed())
  }
}
