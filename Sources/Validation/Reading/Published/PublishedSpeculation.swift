import Costing

/// What an entry says of drafted tokens.
struct PublishedSpeculation {
  private let entry: PublishedEntry

  init(_ entry: PublishedEntry) { self.entry = entry }

  /// "MTP3, AL 3.1": three drafted tokens and 3.1 accepted in a step. `nil` for "off" and "none".
  /// - Throws: `Diagnostic` "no-acceptance" where drafts are named without how many of them are accepted.
  func speculation() throws -> Speculation? {
    guard let mode = try entry.workload?.optional("mtp") else { return nil }
    let text = try mode.text()
    let word = text.lowercased()
    if word.isEmpty || word.hasPrefix("off") || word.hasPrefix("none") { return nil }
    if let share = Self.share(text) { return Speculation(draftTokens: 1, acceptance: share) }
    let drafted = text.firstMatch(of: /MTP(\d+)|(\d+) draft tokens/).flatMap { $0.1 ?? $0.2 }.flatMap { Int($0) }
    let length = text.firstMatch(of: /AL (\d+(?:\.\d+)?)/).flatMap { Double($0.1) }
    guard let drafted, let length,
      let speculation = Speculation.matching(draftTokens: drafted, tokensPerStep: length)
    else {
      throw entry.refusal(
        "no-acceptance", key: "workload.mtp", found: entry.quoted(text),
        expected: "how many tokens are drafted and how many of them accepted")
    }
    return speculation
  }

  /// "MTP module …, accept 80-90%": one drafted token, accepted with the middle of the range.
  private static func share(_ text: String) -> Double? {
    guard let match = text.firstMatch(of: /MTP module.*accept (\d+)-(\d+)\s*%/), let low = Double(match.1),
      let high = Double(match.2), high <= 100
    else { return nil }
    return (low + high) / 200
  }
}
