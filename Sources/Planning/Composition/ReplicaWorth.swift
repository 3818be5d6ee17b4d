/// The most output tokens per second that known replicas make of any number of GPUs.
///
/// If no replica of a space makes more of its GPUs than this, then no replicas together do: what the known ones make of
/// two numbers of GPUs is at most what they make of the sum. So one search over single replicas bounds all mixtures.
struct ReplicaWorth: Sendable {
  /// By number of GPUs, from 0 on; never falls.
  let byGPUs: [Double]
  /// By number of GPUs in one domain, where that counts for each domain that a replica lies in.
  private var byPiece: [Double]?

  /// - Parameters:
  ///   - replicas: GPUs and output tokens per second of each kind.
  ///   - most: The largest number of GPUs that is asked about.
  init(_ replicas: [(gpus: Int, tokensPerSecond: Double)], most: Int) {
    var byGPUs = [Double](repeating: 0, count: most + 1)
    let useful = replicas.filter { $0.gpus > 0 && $0.gpus <= most && $0.tokensPerSecond > 0 }
    if most > 0 {
      for count in 1...most {
        var best = byGPUs[count - 1]
        for replica in useful where replica.gpus <= count {
          best = max(best, byGPUs[count - replica.gpus] + replica.tokensPerSecond)
        }
        byGPUs[count] = best
      }
    }
    self.byGPUs = byGPUs
  }

  init(byGPUs: [Double]) { self.byGPUs = byGPUs }

  /// Where every piece of a replica counts in its domain.
  /// - Parameter byPiece: From 0 to the GPUs of the largest domain; no two numbers are worth more than their sum.
  init(byPiece: [Double]) {
    byGPUs = byPiece
    self.byPiece = byPiece
  }

  /// The worth of pieces of domains; `nil` where GPUs count wherever they are.
  func pieces(_ used: [Int]) -> Double? {
    byPiece.map { worth in used.reduce(0) { $0 + worth[min($1, worth.count - 1)] } }
  }

  subscript(_ gpus: Int) -> Double { byGPUs[min(max(0, gpus), byGPUs.count - 1)] }

  /// The fewest GPUs that are worth so much; `nil` where all are not.
  func fewestGPUs(worth tokensPerSecond: Double) -> Int? {
    var (low, high) = (0, byGPUs.count)
    while low < high {
      let middle = (low + high) / 2
      if byGPUs[middle] >= tokensPerSecond { high = middle } else { low = middle + 1 }
    }
    return low < byGPUs.count ? low : nil
  }

  /// The same with each number worth more by a factor, for no more than some GPUs.
  func scaled(by factor: Double, most: Int) -> ReplicaWorth {
    ReplicaWorth(byGPUs: byGPUs.prefix(most + 1).map { $0 * factor })
  }

  /// The worth of GPUs of two pools together, for every number of them.
  func joined(with other: ReplicaWorth) -> ReplicaWorth {
    var sum = [Double](repeating: 0, count: byGPUs.count + other.byGPUs.count - 1)
    for (first, worth) in byGPUs.enumerated() {
      for (second, more) in other.byGPUs.enumerated() { sum[first + second] = max(sum[first + second], worth + more) }
    }
    return ReplicaWorth(byGPUs: sum)
  }
}

/// What the known replicas of a pool say about the most that its GPUs can be worth.
struct PoolWorth: Sendable {
  /// What a replica is held against, by its GPUs.
  let table: ReplicaWorth
  /// No more is made of all available GPUs if no replica is worth more than the table says.
  let most: Double
  /// From which share of its worth on a replica is no gain.
  let cutoff: Double
  /// Whether the table holds for replicas together as it holds for one.
  let isOfSums: Bool

  /// Room that is left above what was found, as a share, where more is needed or less would do.
  private static let widestRoom = 0.05
  private static let narrowestRoom = 1e-4

  /// Where it is enough, all GPUs are worth the same: that is searched fastest. Else they are worth what the need allows, as
  /// far as the known replicas do not count up to more. Else GPUs are counted, or domain by domain:
  /// whichever says less. Replicas of no more GPUs than a domain has lie in one domain; what a domain has left beside them may
  /// be part of a larger replica.
  /// - Parameters:
  ///   - placed: The GPUs in each domain, and the output tokens per second, of the known replicas of the pool.
  ///   - domains: The free GPUs of every domain of the pool, or of all pools that are alike.
  ///   - gpuLimit: GPUs that may be used.
  ///   - largest: GPUs of the largest replica that is searched.
  ///   - need: Output tokens per second that so many GPUs are to be shown not to exceed; `nil` where that is not known.
  ///   - isOfSums: Whether the table must hold for replicas together.
  ///   - knowsPieces: Whether replicas are searched of which it is known what they take of each domain.
  ///   - tolerance: Room that is left where nothing else says.
  init(
    _ placed: [(used: [Int], tokensPerSecond: Double)], domains: [Int], gpuLimit: Int, largest: Int,
    need: (gpus: Int, tokensPerSecond: Double)?, isOfSums: Bool, knowsPieces: Bool = false, tolerance: Double
  ) {
    let replicas = placed.map { (gpus: $0.used.reduce(0, +), tokensPerSecond: $0.tokensPerSecond) }
    let available = min(gpuLimit, domains.reduce(0, +))
    let densest = replicas.map { $0.tokensPerSecond / Double($0.gpus) }.max() ?? 0
    let enough = need.map { $0.tokensPerSecond / Double(max(1, $0.gpus)) }
    if let enough, enough >= densest * (1 + Self.narrowestRoom) {
      table = ReplicaWorth(perGPU: enough, most: max(available, largest))
      most = enough * Double(available)
      (cutoff, self.isOfSums) = (1, true)
      return
    }
    let lifted = need.flatMap { need in
      ReplicaWorth.lifted(
        above: replicas.map { ($0.gpus, $0.tokensPerSecond * (1 + Self.narrowestRoom)) }, gpus: need.gpus,
        to: need.tokensPerSecond, largest: max(available, largest))
    }
    if let lifted {
      (table, most) = (lifted, lifted[available])
      (cutoff, self.isOfSums) = (1, true)
      return
    }
    if !isOfSums, knowsPieces, let need, need.gpus == available,
      let byPiece = DomainWorth(pieces: placed, domains: domains, to: need.tokensPerSecond)
    {
      (table, most) = (byPiece.table, byPiece.most)
      (cutoff, self.isOfSums) = (1, false)
      return
    }
    if !isOfSums, let need, need.gpus == available,
      let byDomain = DomainWorth(lifted: replicas, domains: domains, largest: largest, to: need.tokensPerSecond)
    {
      (table, most) = (byDomain.table, byDomain.most)
      (cutoff, self.isOfSums) = (1, false)
      return
    }
    let counted = ReplicaWorth(replicas, most: max(available, largest))
    let byDomain = DomainWorth(replicas, domains: domains, largest: largest)
    self.isOfSums = isOfSums || counted[available] <= byDomain.most
    table = self.isOfSums ? counted : byDomain.table
    most = self.isOfSums ? counted[available] : byDomain.most
    var needed = 1.0
    if let need {
      needed = (need.gpus == available ? most : table[need.gpus]) / need.tokensPerSecond * (1 + 1e-9)
    }
    cutoff = needed < 1 - Self.narrowestRoom ? max(1 - Self.widestRoom, needed) : 1 - max(Self.narrowestRoom, tolerance)
  }
}

/// What domains are worth when what a replica inside of one makes is known by its GPUs, and all else by the GPU.
private struct DomainWorth {
  let table: ReplicaWorth
  /// Of all domains.
  let most: Double

  init(_ replicas: [(gpus: Int, tokensPerSecond: Double)], domains: [Int], largest: Int) {
    let size = domains.max() ?? 0
    let inside = ReplicaWorth(replicas.filter { $0.gpus <= size }, most: size)
    let across = replicas.filter { $0.gpus > size }.map { $0.tokensPerSecond / Double($0.gpus) }.max() ?? 0
    let density = max(across, inside[size] / Double(size + 1))
    var known: [Int: Double] = [:]
    most = domains.reduce(0) { sum, free in
      let worth = known[free] ?? (0...free).reduce(0) { max($0, inside[free - $1] + density * Double($1)) }
      known[free] = worth
      return sum + worth
    }
    table = ReplicaWorth(inside: inside, size: size, perGPU: density, largest: largest)
  }

  /// As much as the need allows: the domains share it by their GPUs, and a GPU that is part of a larger replica counts inside
  /// of a domain as a replica of its own does.
  /// - Parameter need: T, output tokens per second that all domains are to be worth.
  /// - Returns: `nil` where what is known counts up to more.
  init?(
    lifted replicas: [(gpus: Int, tokensPerSecond: Double)], domains: [Int], largest: Int, to need: Double
  ) {
    let size = domains.max() ?? 0
    let all = domains.reduce(0, +)
    guard size > 0, all > 0 else { return nil }
    let known = replicas.map { ($0.gpus, $0.tokensPerSecond * (1 + Self.room)) }
    let across = known.filter { $0.0 > size }.map { $0.1 / Double($0.0) }.max() ?? 0
    let inside = ReplicaWorth.lifted(
      above: known.filter { $0.0 <= size } + [(1, across)], gpus: size, to: need * Double(size) / Double(all),
      largest: size)
    guard let inside else { return nil }
    // A domain with fewer free GPUs may be worth more than its share. What is larger than a domain may not be worth less.
    let (perGPU, most) = (inside[1], domains.reduce(0) { $0 + inside[$1] })
    let greatest = perGPU * Double(size + 1)
    guard most <= need * (1 + 1e-9), known.allSatisfy({ $0.0 > size || $0.1 <= greatest }) else { return nil }
    self.most = most
    table = ReplicaWorth(
      byGPUs: (0...max(size, largest)).map { $0 <= size ? min(inside[$0], greatest) : perGPU * Double($0) })
  }

  /// As much as the need allows, where a replica is worth what its pieces are in their domains: then so are all replicas
  /// together, as no domain is worth more than what it is divided into. The pieces of known replicas share what these make
  /// by their GPUs.
  /// - Parameter need: T, output tokens per second that all domains are to be worth.
  /// - Returns: `nil` where what is known counts up to more.
  init?(pieces placed: [(used: [Int], tokensPerSecond: Double)], domains: [Int], to need: Double) {
    let size = domains.max() ?? 0
    let all = domains.reduce(0, +)
    guard size > 0, all > 0 else { return nil }
    let known = placed.flatMap { replica in
      let perGPU = replica.tokensPerSecond * (1 + Self.room) / Double(replica.used.reduce(0, +))
      return Set(replica.used).sorted().map { (gpus: $0, tokensPerSecond: perGPU * Double($0)) }
    }
    guard
      let inside = ReplicaWorth.lifted(
        above: known, gpus: size, to: need * Double(size) / Double(all), largest: size)
    else { return nil }
    most = domains.reduce(0) { $0 + inside[$1] }
    guard most <= need * (1 + 1e-9) else { return nil }
    table = ReplicaWorth(byPiece: inside.byGPUs)
  }

  /// Room that is left above what was found, as a share.
  private static let room = 1e-4
}

extension ReplicaWorth {
  /// All GPUs alike.
  fileprivate init(perGPU: Double, most: Int) { self.init(byGPUs: (0...most).map { perGPU * Double($0) }) }

  /// Inside a domain what is known there, beyond it by the GPU.
  fileprivate init(inside: ReplicaWorth, size: Int, perGPU: Double, largest: Int) {
    self.init(
      byGPUs: (0...max(size, largest)).map { $0 <= size ? inside[$0] : max(inside[size], perGPU * Double($0)) })
  }
}
