/// A field that may be changed without any other thing in the document becoming wrong, and why.
struct FreeField: Sendable {
  /// The start of its place.
  let place: String
  /// What may be done to it; `nil` for anything.
  var kinds: Set<String>?
  let reason: String

  init(_ place: String, _ kinds: Set<String>? = nil, _ reason: String) {
    self.place = place
    self.kinds = kinds
    self.reason = reason
  }

  func covers(_ mutation: DocumentMutation) -> Bool {
    (mutation.place == place || mutation.place.hasPrefix(place + "."))
      && kinds.map { $0.contains(mutation.kind) } ?? true
  }
}
