/// What machines send and receive, and what comes from nowhere.
struct MovedWeights {
  let levels: Int
  /// Bytes by machine and level.
  var sent: [Double]
  var received: [Double]
  /// Bytes by machine.
  var kept: [Double]
  var fromStorage: [Double]
  /// Pieces of which a machine lacks something.
  var lacking: [Int: [Int]] = [:]

  init(_ machines: Machines) {
    levels = machines.mostLevels
    sent = Array(repeating: 0, count: machines.count * levels)
    received = sent
    kept = Array(repeating: 0, count: machines.count)
    fromStorage = kept
  }

  /// By level.
  func sent(by machine: Int) -> ArraySlice<Double> { sent[machine * levels..<(machine + 1) * levels] }
  /// By level.
  func received(by machine: Int) -> ArraySlice<Double> { received[machine * levels..<(machine + 1) * levels] }
}
