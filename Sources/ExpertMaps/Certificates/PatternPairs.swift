/// The best one or two options of different experts that fit together, exactly.
struct PatternPairs {
  /// Their worth.
  let best: Double

  /// - Parameters:
  ///   - options: By rising load.
  ///   - capacity: Of the rank.
  init(_ options: [PatternOption], capacity: Double) {
    // Of the options up to each: the most valuable, and the most valuable of another expert.
    var first: [Int] = []
    var second: [Int?] = []
    for (index, option) in options.enumerated() {
      guard let leader = first.last else {
        first.append(index)
        second.append(nil)
        continue
      }
      let runnerUp = second[second.count - 1]
      if option.value > options[leader].value {
        first.append(index)
        second.append(options[leader].expert == option.expert ? runnerUp : leader)
      } else {
        first.append(leader)
        let isBetter = option.expert != options[leader].expert && option.value > runnerUp.map { options[$0].value } ?? 0
        second.append(isBetter ? index : runnerUp)
      }
    }
    var best = 0.0
    var last = options.count - 1
    for option in options where option.load <= capacity {
      while last >= 0, options[last].load + option.load > capacity { last -= 1 }
      var worth = option.value
      if last >= 0 {
        let partner = options[first[last]].expert != option.expert ? first[last] : second[last]
        if let partner { worth += options[partner].value }
      }
      best = max(best, worth)
    }
    self.best = best
  }
}
