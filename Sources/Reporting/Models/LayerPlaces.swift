/// Layers by number, as a person writes them: "0-2, 4-6, 8-10 ... 44-46".
struct LayerPlaces: CustomStringConvertible {
  /// So many runs at one distance are shortened to the first two and the last.
  private static let shortened = 5

  let runs: [ClosedRange<Int>]

  var description: String {
    var parts: [String] = []
    var start = 0
    while start < runs.count {
      let end = endOfSeries(from: start)
      if end - start >= Self.shortened {
        parts.append("\(name(start)), \(name(start + 1)) ... \(name(end - 1))")
        start = end
      } else {
        parts.append(name(start))
        start += 1
      }
    }
    return parts.joined(separator: ", ")
  }

  /// Behind the last run that is as long, and as far from the one before it, as at the start.
  private func endOfSeries(from start: Int) -> Int {
    guard start + 1 < runs.count else { return start + 1 }
    let distance = runs[start + 1].lowerBound - runs[start].lowerBound
    var end = start + 1
    while end < runs.count, runs[end].count == runs[start].count,
      runs[end].lowerBound - runs[end - 1].lowerBound == distance
    {
      end += 1
    }
    return end
  }

  private func name(_ index: Int) -> String {
    let run = runs[index]
    return run.count == 1 ? "\(run.lowerBound)" : "\(run.lowerBound)-\(run.upperBound)"
  }
}
