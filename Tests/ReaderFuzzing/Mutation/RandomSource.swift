/// A small seeded generator (SplitMix64), so that every input can be made again from two numbers.
public struct RandomSource: RandomNumberGenerator {
  private var state: UInt64

  /// - Parameters:
  ///   - seed: Of a run.
  ///   - number: Of an input of that run.
  public init(seed: UInt64, number: UInt64 = 0) {
    state = seed &* 0xD134_2543_DE82_EF95 &+ number &* 0x9E37_79B9_7F4A_7C15
    for _ in 0..<4 { _ = next() }
  }

  /// Sixty-four bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number below `count`; 0 where there is none.
  mutating func index(below count: Int) -> Int { count > 0 ? Int(next() % UInt64(count)) : 0 }

  /// One of several values.
  mutating func pick<T>(_ values: [T]) -> T { values[index(below: values.count)] }
}
