extension TextLayout {
  /// A bar of parts: each part's letter as often as its share of the width, the rest dots.
  static func bar(_ parts: [(letter: Character, share: Double)], width: Int) -> String {
    var bar = ""
    var sum = 0.0
    for part in parts {
      sum += part.share
      let end = min(width, Int((sum * Double(width)).rounded()))
      bar += String(repeating: part.letter, count: max(0, end - bar.count))
    }
    return bar + String(repeating: ".", count: max(0, width - bar.count))
  }
}
