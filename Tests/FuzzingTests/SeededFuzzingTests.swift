import ReaderFuzzing
import Testing

/// A little of what `Tests/Fuzzing` does with 100,000 inputs for each reader.
@Suite("Damaged inputs of every reader")
struct SeededFuzzingTests {
  private static let names = FuzzedReaders.all.map(\.name)

  @Test(arguments: names) func honestInputsAreRead(name: String) throws {
    let reader = try #require(FuzzedReaders.named(name))
    #expect(!reader.seeds.isEmpty)
    for seed in reader.seeds { #expect(reader.read(seed) == .read, "\(String(decoding: seed, as: UTF8.self))") }
  }

  /// Refused or read, but without a trap, and what is made of what was read holds.
  @Test(arguments: names) func damagedInputsAreJudged(name: String) throws {
    let reader = try #require(FuzzedReaders.named(name))
    var refused = 0
    for number in 0..<UInt64(300) {
      let input = reader.input(number, seed: 6)
      let outcome = reader.read(input, number: number)
      if case .fault(let text) = outcome {
        Issue.record("input \(number): \(text)\n\(String(decoding: input, as: UTF8.self))")
      }
      if case .refused = outcome { refused += 1 }
    }
    // Damage that nobody notices, or that nobody could read past, would test nothing.
    #expect((20...299).contains(refused), "\(refused) of 300 refused")
  }

  @Test func theSameNumbersGiveTheSameInput() throws {
    let reader = try #require(FuzzedReaders.named("cluster"))
    #expect(reader.input(7, seed: 1) == reader.input(7, seed: 1))
    #expect(reader.input(7, seed: 1) != reader.input(8, seed: 1))
    #expect(reader.input(7, seed: 1) != reader.input(7, seed: 2))
  }
}
