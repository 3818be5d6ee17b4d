import Glibc
import Experts
import FoundationEssentials

/// The domain of each expert under exchanges of two experts, with the tokens that arrive in each domain and its load.
///
/// The potential Σ over domains of (compute / reference)^p + (network / reference)^p approximates the slowest domain.
struct DomainAssignment {
  private(set) var domainOf: [Int]
  private let routes: TokenRoutes
  private let tokensOf: [[Int]]
  private let popularity: [Double]
  /// Seconds of compute for a token's expert, and of the NIC for a token, in each domain.
  private let perLoad: [Double]
  private let perArrival: [Double]
  /// [token · domains + domain]: its experts there.
  private var counts: [UInt8]
  private(set) var loads: [Double]
  private(set) var arrivals: [Int]
  private static let exponent = 5

  /// - Parameters:
  ///   - routes: Recorded tokens, with at most 255 experts each.
  ///   - loads: The load of each expert, scaled to the number of recorded tokens; `nil` takes the tokens.
  ///   - domainOf: The domain of each expert.
  ///   - perLoad: The compute time of a recorded token of an expert, where the domain's ranks share it evenly; seconds.
  ///   - perArrival: The time of the NICs for a recorded token that has an expert in the domain; seconds.
  init(
    _ routes: TokenRoutes, loads popularity: [Double]? = nil, domainOf: [Int], perLoad: [Double], perArrival: [Double]
  ) {
    self.routes = routes
    self.domainOf = domainOf
    self.perLoad = perLoad
    self.perArrival = perArrival
    let popularity = popularity ?? routes.loads
    self.popularity = popularity
    var tokensOf = [[Int]](repeating: [], count: routes.expertCount)
    counts = [UInt8](repeating: 0, count: routes.tokenCount * perLoad.count)
    loads = perLoad.map { _ in 0 }
    arrivals = perLoad.map { _ in 0 }
    for token in 0..<routes.tokenCount {
      for expert in routes.experts(of: token) {
        tokensOf[Int(expert)].append(token)
        counts[token * perLoad.count + domainOf[Int(expert)]] += 1
      }
    }
    self.tokensOf = tokensOf
    for (expert, domain) in domainOf.enumerated() { loads[domain] += popularity[expert] }
    for index in counts.indices where counts[index] > 0 { arrivals[index % perLoad.count] += 1 }
  }

  /// The time of the slowest domain, by compute or network; seconds.
  var time: Double {
    loads.indices.reduce(0) { max($0, loads[$1] * perLoad[$1], Double(arrivals[$1]) * perArrival[$1]) }
  }

  func potential(_ reference: Double) -> Double {
    loads.indices.reduce(0) {
      $0 + power(loads[$1] * perLoad[$1] / reference) + power(Double(arrivals[$1]) * perArrival[$1] / reference)
    }
  }

  private func power(_ value: Double) -> Double {
    var result = value
    for _ in 0..<Self.exponent { result *= result }
    return result
  }

  mutating func exchange(_ first: Int, _ second: Int) {
    let domain = domainOf[first]
    let other = domainOf[second]
    move(first, to: other)
    move(second, to: domain)
  }

  private mutating func move(_ expert: Int, to domain: Int) {
    let from = domainOf[expert]
    let count = loads.count
    var left = 0
    var come = 0
    counts.withUnsafeMutableBufferPointer { counts in
      for token in tokensOf[expert] {
        let row = token &* count
        counts[row &+ from] &-= 1
        if counts[row &+ from] == 0 { left += 1 }
        if counts[row &+ domain] == 0 { come += 1 }
        counts[row &+ domain] &+= 1
      }
    }
    arrivals[from] -= left
    arrivals[domain] += come
    loads[from] -= popularity[expert]
    loads[domain] += popularity[expert]
    domainOf[expert] = domain
  }

  /// Exchanges of experts of different domains, made where the potential falls, or rises a little at first.
  /// - Returns: The best assignment met.
  mutating func anneal(steps: Int, random: inout SplitMix) -> [Int] {
    var best = domainOf
    var bestTime = time
    let start = 0.1
    let end = 0.0005
    for step in 0..<steps {
      let reference = time
      let temperature = start * pow(end / start, Double(step) / Double(steps))
      let first = random.below(domainOf.count)
      let second = random.below(domainOf.count)
      guard domainOf[first] != domainOf[second], reference > 0 else { continue }
      let before = potential(reference)
      exchange(first, second)
      if potential(reference) - before > -temperature * log(random.unit()) {
        exchange(first, second)
      } else if time < bestTime {
        bestTime = time
        best = domainOf
      }
    }
    return best
  }
}
