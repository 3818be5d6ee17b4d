/// The names that a mistyped or shortened one may have meant.
public enum NearestNames {
  /// At most three names, nearest first; none where nothing is near.
  ///
  /// What counts first is how much of the written name stands in a known one, word by word ("Qwen3-235B" in
  /// "Qwen/Qwen3-235B-A22B"), then whether its letters stand there in order ("DSV3.2" in "DeepSeek-V3.2"), then how few
  /// letters differ.
  public static func to(_ written: String, among known: [String]) -> [String] {
    let wanted = Name(written)
    guard !wanted.letters.isEmpty else { return [] }
    let ranked = known.map { (name: $0, rank: Rank(of: Name($0), to: wanted)) }.filter(\.rank.isNear)
      .sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }
    guard let best = ranked.first?.rank else { return [] }
    return ranked.filter { $0.rank.isComparable(to: best) }.prefix(3).map(\.name)
  }

  /// "did you mean A or B?"; `nil` where nothing is near.
  public static func advice(_ written: String, among known: [String]) -> String? {
    let near = to(written, among: known)
    return near.isEmpty ? nil : "did you mean \(near.map { "\"\($0)\"" }.joined(separator: " or "))?"
  }

  /// A name in small letters, whole and in words: letters and digits apart.
  private struct Name {
    let letters: [Character]
    let words: [String]

    init(_ text: String) {
      var (words, letters) = ([String](), [Character]())
      var last: Character?
      for character in text.lowercased().prefix(200) {
        if character.isLetter || character.isNumber {
          letters.append(character)
          let continues = last.map { $0.isLetter == character.isLetter && $0.isNumber == character.isNumber } ?? false
          if continues { words[words.count - 1].append(character) } else { words.append(String(character)) }
          last = character
        } else {
          last = nil
        }
      }
      (self.letters, self.words) = (letters, words)
    }
  }

  private struct Rank: Comparable {
    /// Weight of the words of the written name that the known one has as well.
    let shared: Int
    /// Whether all its letters stand in the known one, in order.
    let isContained: Bool
    let distance: Int
    /// Weight of all words of the written name.
    let weight: Int
    /// Its letters and digits.
    let length: Int

    /// Numbers tell names of a family apart; a long word such as "instruct" says no more than a short one.
    private static func weight(_ word: String) -> Int {
      word.first?.isNumber == true ? 2 * word.count + 1 : min(word.count, 4)
    }

    init(of known: Name, to wanted: Name) {
      let words = Set(known.words)
      shared = wanted.words.filter(words.contains).reduce(0) { $0 + Self.weight($1) }
      weight = wanted.words.reduce(0) { $0 + Self.weight($1) }
      var rest = known.letters[...]
      isContained =
        wanted.letters.count > 2
        && wanted.letters.allSatisfy { letter in
          guard let place = rest.firstIndex(of: letter) else { return false }
          rest = rest[(place + 1)...]
          return true
        }
      distance = EditDistance.between(String(known.letters), String(wanted.letters))
      length = wanted.letters.count
    }

    /// Of a written name at least half must be found again.
    var isNear: Bool { isContained || 2 * shared >= weight || 2 * distance <= length }

    /// Names that share far fewer words with what was written than the best are no help.
    func isComparable(to best: Rank) -> Bool { self == best || 4 * shared > 3 * best.shared || isContained }

    static func < (left: Rank, right: Rank) -> Bool {
      func key(_ rank: Rank) -> (Int, Int, Int) {
        // A single letter that was mistyped shares no word, and is nearest all the same.
        let typing = rank.distance <= 1 ? rank.weight : 0
        return (-max(rank.shared, typing), rank.isContained ? 0 : 1, rank.distance)
      }
      return key(left) < key(right)
    }
  }
}

/// Edit distances between words, used to suggest names.
public enum EditDistance {
  private static let longest = 200

  /// The Levenshtein distance. For texts too long to be mistyped names, the difference of their lengths.
  public static func between(_ first: String, _ second: String) -> Int {
    guard first.utf8.count <= longest, second.utf8.count <= longest else {
      return first == second ? 0 : max(longest, abs(first.utf8.count - second.utf8.count))
    }
    let target = Array(second)
    var row = Array(0...target.count)
    for (index, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in target.indices {
        let substitution = diagonal + (letter == target[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substitution, row[column] + 1, diagonal + 1)
      }
    }
    return row[target.count]
  }
}
