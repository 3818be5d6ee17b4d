import Foundation
import ReaderFuzzing

/// Many damaged inputs of one reader, each timed.
struct FuzzRun {
  let reader: FuzzedReader
  let seed: UInt64
  let numbers: Range<UInt64>
  let limit: Duration
  let megabytes: Int
  let folder: String

  /// Reads them all and prints a line about it.
  /// - Returns: Whether nothing went wrong and all kept within the limits.
  func isGood() throws -> Bool {
    let current = "\(folder)/\(reader.name)-\(seed).current"
    let record = try CurrentInput(path: current)
    let clock = ContinuousClock()
    var tally = FuzzTally()
    let whole = try clock.measure {
      for number in numbers {
        let input = reader.input(number, seed: seed)
        // A trap ends the process: then this file holds what it was.
        try record.write(input)
        var outcome = FuzzedReader.Outcome.read
        let time = clock.measure { outcome = reader.read(input, number: number) }
        tally.add(number, outcome, time)
        if tally.isCulprit(number, limit) { try keep(input, number) }
      }
    }
    try FileManager.default.removeItem(atPath: current)
    let peak = PeakMemory.megabytes
    print(
      "\(reader.name), seed \(seed): \(tally.summary); slowest \(tally.slowest.time) (input \(tally.slowest.number)), "
        + "peak of the process \(peak) MB, \(whole) in all")
    for (number, text) in tally.faults.prefix(10) { print("  input \(number): \(text)") }
    return tally.faults.isEmpty && tally.slowest.time <= limit && peak <= megabytes
  }

  private func keep(_ input: [UInt8], _ number: UInt64) throws {
    try Data(input).write(to: URL(filePath: "\(folder)/\(reader.name)-\(seed)-\(number).input"))
  }
}
