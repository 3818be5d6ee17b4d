extension ExpertMap {
  /// What each rank has to do where a token goes to a copy on its own rank, else to one in its own domain, and only then to
  /// any: what runtimes do that save traffic. Tokens start evenly on all ranks; among equally near copies they are split
  /// evenly.
  /// - Parameters:
  ///   - loads: Of each expert, in any unit.
  ///   - domains: Of each rank.
  /// - Returns: Load of each rank in the same unit.
  public func rankLoadsByLocality(_ loads: [Double], domains: [Int]) -> [Double] {
    var holders = [[Int]](repeating: [], count: loads.count)
    for (rank, held) in ranks.enumerated() {
      for expert in held { holders[expert].append(rank) }
    }
    let sizes = Dictionary(domains.map { ($0, 1.0) }, uniquingKeysWith: +)
    var result = [Double](repeating: 0, count: ranks.count)
    for (expert, copies) in holders.enumerated() where !copies.isEmpty {
      let start = loads[expert] / Double(ranks.count)
      let own = Set(copies)
      for rank in own.sorted() { result[rank] += start }
      let here = Dictionary(copies.map { (domains[$0], 1.0) }, uniquingKeysWith: +)
      let holding = Dictionary(own.map { (domains[$0], 1.0) }, uniquingKeysWith: +)
      // Ranks of domains without a copy send to all alike.
      let far = Double(ranks.count) - here.keys.sorted().reduce(0) { $0 + (sizes[$1] ?? 0) }
      for rank in copies {
        let domain = domains[rank]
        let near = (sizes[domain] ?? 0) - (holding[domain] ?? 0)
        result[rank] += start * (near / (here[domain] ?? 1) + far / Double(copies.count))
      }
    }
    return result
  }
}
