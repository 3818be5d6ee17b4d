import ReaderFuzzing

/// What came of inputs.
struct FuzzTally {
  private(set) var faults: [(number: UInt64, text: String)] = []
  private(set) var slowest = (number: UInt64(0), time: Duration.zero)
  private var readCount = 0
  private var refusals: [String: Int] = [:]
  private var last = (number: UInt64.max, time: Duration.zero)

  mutating func add(_ number: UInt64, _ outcome: FuzzedReader.Outcome, _ time: Duration) {
    switch outcome {
    case .read: readCount += 1
    case .refused(let id): refusals[id, default: 0] += 1
    case .fault(let text): faults.append((number, text))
    }
    if time > slowest.time { slowest = (number, time) }
    last = (number, time)
  }

  /// Whether the last input went wrong or took too long.
  func isCulprit(_ number: UInt64, _ limit: Duration) -> Bool { faults.last?.number == number || last.time > limit }

  var summary: String {
    let refused = refusals.values.reduce(0, +)
    let common = refusals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(4).map { "\($0.key) \($0.value)" }
    return "\(readCount) read, \(refused) refused by \(refusals.count) kinds (\(common.joined(separator: ", "))), "
      + "\(faults.count) faults"
  }
}
