import Quantities

extension RatingCount {
  /// Why there is no worker of a role, as the end of a sentence: "of 10 layouts 10 do not hold the weights and a sequence at its
  /// longest".
  public func absence(of role: WorkerRole) -> String {
    guard tooLarge + tooSlow > 0 else {
      return role == .prefill ? "no decode worker takes its caches" : "no layout is possible"
    }
    var reasons: [String] = []
    if tooLarge > 0 {
      reasons.append("\(tooLarge) \(tooLarge == 1 ? "does" : "do") not hold the weights and a sequence at its longest")
    }
    if tooSlow > 0 {
      let least = [("TTFT", leastTimeToFirstToken), ("TPOT", leastTimePerOutputToken)]
        .compactMap { name, time in time.map { "\(name) \(Seconds($0))" } }.joined(separator: ", ")
      reasons.append(
        "\(tooSlow) \(tooSlow == 1 ? "misses" : "miss") a target even for a request that is alone (at best \(least))")
    }
    return "of \(Numerals.grouped(layouts)) layout\(layouts == 1 ? "" : "s") \(reasons.joined(separator: ", "))"
  }
}
