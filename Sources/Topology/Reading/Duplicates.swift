/// Finds what stands twice in a list of names.
enum Duplicates {
  /// The index of the first name that stands before it already; `nil` where all differ.
  static func first(of names: [String]) -> Int? {
    var seen: Set<String> = []
    return names.firstIndex { !seen.insert($0).inserted }
  }
}
