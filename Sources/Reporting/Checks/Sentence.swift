/// A clause of a report as a sentence: with a capital and a full stop.
struct Sentence {
  let text: String

  init(_ clause: String) {
    guard let first = clause.first else {
      text = ""
      return
    }
    // Keys and names of files keep their letters: "pools[0].racks: ...".
    let word = clause.prefix { $0.isLetter }
    let isWord = clause.dropFirst(word.count).first.map { $0 == " " || $0 == "," } ?? true
    let start = isWord && word.allSatisfy(\.isLowercase) ? first.uppercased() + clause.dropFirst() : clause
    text = ".!?".contains(start.last ?? " ") ? start : start + "."
  }
}
