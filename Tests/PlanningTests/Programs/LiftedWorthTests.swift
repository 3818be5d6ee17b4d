import Testing
@testable import Planning

@Suite("What GPUs are worth at most, for replicas that nobody has seen")
struct LiftedWorthTests {
  private typealias Kind = (gpus: Int, tokensPerSecond: Double)

  /// Replicas of 3 of 7 GPUs make 10 tokens/s, and 7 GPUs are to be worth 26. A GPU may be worth 6 / 1, what two replicas
  /// leave; but then 7 of them are worth 42: it may be 26 / 7. Two GPUs are worth no more than 3 of them and a GPU allow.
  @Test func byHand() throws {
    let worth = try #require(ReplicaWorth.lifted(above: [(3, 10)], gpus: 7, to: 26, largest: 7))
    #expect(abs(worth[1] - 26.0 / 7) < 1e-6 && abs(worth[7] - 26) < 1e-6)
    #expect(worth[3] >= 10 && 3 * worth[2] + worth[1] <= 26 + 1e-9)
    #expect(ReplicaWorth.lifted(above: [(3, 10)], gpus: 7, to: 20, largest: 7) == nil)
  }

  /// Numbers of GPUs are worth no more apart than together, the known replicas are not worth too little, all GPUs not too
  /// much, and no number of GPUs could be worth more without that.
  @Test(arguments: 0..<60) func asMuchAsCanBe(seed: Int) {
    var random = SplitMix(seed: UInt64(seed) &* 97 &+ 5)
    let kinds = kinds(&random)
    let gpus = Int.random(in: 9...40, using: &random)
    let largest = gpus + Int.random(in: 0...12, using: &random)
    let most = ReplicaWorth(kinds, most: gpus)[gpus] * Double.random(in: 1.001...1.3, using: &random)
    guard let worth = ReplicaWorth.lifted(above: kinds, gpus: gpus, to: most, largest: largest) else {
      Issue.record("seed \(seed): the known ones leave room")
      return
    }
    #expect(worth[gpus] <= most * (1 + 1e-9) && worth.byGPUs.count == largest + 1)
    for kind in kinds { #expect(worth[kind.gpus] >= kind.tokensPerSecond * (1 - 1e-12)) }
    for first in 1...largest {
      for second in 0...largest - first {
        #expect(worth[first] + worth[second] <= worth[first + second] * (1 + 1e-9), "seed \(seed)")
      }
    }
    for count in 2...gpus {
      let full = (1...gpus / count).map { Double($0) * worth[count] + worth[gpus - $0 * count] }.max() ?? 0
      #expect(full >= most * (1 - 1e-9), "seed \(seed): \(count) GPUs could be worth more")
    }
  }

  /// However domains are filled with replicas that are worth no more than the table says, those inside of a domain and those
  /// that lie across several, together they make no more than is said.
  @Test(arguments: 0..<60) func domainsAreBounded(seed: Int) {
    var random = SplitMix(seed: UInt64(seed) &* 61 &+ 7)
    let size = Int.random(in: 9...16, using: &random)
    let domains = (0..<Int.random(in: 2...4, using: &random)).map { _ in
      Bool.random(using: &random) ? size : Int.random(in: 4...size, using: &random)
    }
    let all = domains.reduce(0, +)
    let known = kinds(&random)
    let largest = 2 * size
    let need = ReplicaWorth(known, most: all)[all] * Double.random(in: 0.9...1.2, using: &random)
    let worth = PoolWorth(
      known.map { ([$0.gpus], $0.tokensPerSecond) }, domains: domains, gpuLimit: .max, largest: largest,
      need: (all, need), isOfSums: false, tolerance: 0.005)
    for kind in known { #expect(worth.table[kind.gpus] >= kind.tokensPerSecond * (1 - 1e-12), "seed \(seed)") }
    for _ in 0..<300 {
      var free = domains
      var sum = 0.0
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let count = Int.random(in: 1...largest, using: &random)
        guard let used = Self.taken(count, of: free, size: size, &random) else { continue }
        for domain in free.indices { free[domain] -= used[domain] }
        sum += worth.table[count]
      }
      #expect(sum <= worth.most * (1 + 1e-9), "seed \(seed): \(domains)")
    }
  }

  /// Where it is known what a replica takes of each domain, its pieces are worth what it makes at least, and however domains
  /// are filled with pieces they are worth no more than is said.
  @Test(arguments: 0..<60) func piecesAreBounded(seed: Int) {
    var random = SplitMix(seed: UInt64(seed) &* 89 &+ 3)
    let size = Int.random(in: 9...16, using: &random)
    let domains = (0..<Int.random(in: 2...4, using: &random)).map { _ in
      Bool.random(using: &random) ? size : Int.random(in: 4...size, using: &random)
    }
    let all = domains.reduce(0, +)
    let known = (0..<Int.random(in: 1...4, using: &random)).map { _ -> (used: [Int], tokensPerSecond: Double) in
      let used = (0..<Int.random(in: 1...2, using: &random)).map { _ in Int.random(in: 1...9, using: &random) }
      return (used, Double(used.reduce(0, +)) * Double.random(in: 1...3, using: &random))
    }
    let densest = known.map { $0.tokensPerSecond / Double($0.used.reduce(0, +)) }.max() ?? 0
    // Below what the densest makes of all GPUs, so that not all of them can be worth the same.
    let need = densest * Double(all) * Double.random(in: 0.8...0.999, using: &random)
    let worth = PoolWorth(
      known, domains: domains, gpuLimit: .max, largest: all, need: (all, need), isOfSums: false, knowsPieces: true,
      tolerance: 0.005)
    guard worth.table.pieces([1]) != nil else { return }
    #expect(worth.most <= need * (1 + 1e-9), "seed \(seed)")
    for kind in known {
      #expect((worth.table.pieces(kind.used) ?? 0) >= kind.tokensPerSecond * (1 - 1e-12), "seed \(seed)")
    }
    for _ in 0..<300 {
      var free = domains
      var sum = 0.0
      while let domain = free.indices.filter({ free[$0] > 0 }).randomElement(using: &random) {
        let piece = Int.random(in: 1...free[domain], using: &random)
        free[domain] -= piece
        sum += worth.table.pieces([piece]) ?? 0
      }
      #expect(sum <= worth.most * (1 + 1e-9), "seed \(seed): \(domains)")
    }
  }

  /// GPUs of each domain for a replica: of one, or of several where no domain has as many; `nil` where none are left.
  private static func taken(_ count: Int, of free: [Int], size: Int, _ random: inout SplitMix) -> [Int]? {
    guard count > size else {
      guard let domain = free.indices.filter({ free[$0] >= count }).randomElement(using: &random) else { return nil }
      return free.indices.map { $0 == domain ? count : 0 }
    }
    guard free.reduce(0, +) >= count else { return nil }
    var (left, used) = (count, free.map { _ in 0 })
    for domain in free.indices.shuffled(using: &random) {
      used[domain] = min(left, free[domain])
      left -= used[domain]
    }
    return used
  }

  private func kinds(_ random: inout SplitMix) -> [Kind] {
    (0..<Int.random(in: 1...4, using: &random)).map { _ in
      let gpus = Int.random(in: 1...9, using: &random)
      return (gpus: gpus, tokensPerSecond: Double(gpus) * Double.random(in: 1...3, using: &random))
    }
  }
}
