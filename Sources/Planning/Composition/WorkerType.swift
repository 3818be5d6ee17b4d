/// A kind of worker that a cluster can have any number of.
public struct WorkerType: Sendable, Hashable {
  /// Index of the model that it serves.
  public let model: Int
  /// Index of the pool that its GPUs lie in.
  public let pool: Int
  /// Whether it does prefill.
  public let prefills: Bool
  /// Whether it does decode; a worker that does both counts on both sides.
  public let decodes: Bool
  /// How its GPUs lie.
  public let footprint: Footprint
  /// Requests per second that one such worker keeps up with within its targets; above 0.
  public var requestsPerSecond: Double
  /// What one such worker costs, in the unit of the objective; above 0.
  public let cost: Double
  /// Whether one across domains has to lie in one group of the lowest tier that can hold so many.
  public let isInOneGroup: Bool
  /// So many are looked at, at most; `nil` for as many as there is room for.
  var most: Int?

  public init(
    model: Int, pool: Int = 0, prefills: Bool, decodes: Bool, footprint: Footprint, requestsPerSecond: Double,
    cost: Double, isInOneGroup: Bool = false
  ) {
    self.model = model
    self.pool = pool
    self.prefills = prefills
    self.decodes = decodes
    self.footprint = footprint
    self.requestsPerSecond = requestsPerSecond
    self.cost = cost
    self.isInOneGroup = isInOneGroup
  }

  /// Whether another one makes this one superfluous: as many of the other as fit in the same GPUs do as much for no more.
  /// - Parameter isEarlier: Breaks the tie between two that are alike.
  func isDominated(by other: WorkerType, isEarlier: Bool) -> Bool {
    guard other.model == model, other.pool == pool, other.prefills == prefills, other.decodes == decodes,
      other.footprint.domains == 1, other.most == nil
    else { return false }
    let count = footprint.pieces.reduce(0) { $0 + $1 / other.footprint.gpusPerDomain }
    let (rate, price) = (Double(count) * other.requestsPerSecond, Double(count) * other.cost)
    guard count > 0, rate >= requestsPerSecond, price <= cost * (1 + 1e-12) else { return false }
    return count > 1 || footprint != other.footprint || rate > requestsPerSecond || price < cost || isEarlier
  }
}

/// What a composition is to achieve.
public enum CompositionObjective: Sendable, Hashable {
  /// The largest share of the demands, the same of each model; then the largest total; then the least cost.
  case served
  /// The least cost that serves the demands; then the largest share of them.
  case cost
}

/// What all the GPUs of a cluster should do: which workers, and how many of each.
public struct CompositionProblem: Sendable {
  /// The workers to choose from.
  public var types: [WorkerType]
  /// For each pool its domains.
  public var pools: [[DomainClass]]
  /// For each pool the groups of domains that workers across domains keep to; empty where they may lie anywhere.
  public var groups: [[DomainGroups]]
  /// For each pool a number, the same for pools between which prefill can hand caches over to decode.
  public var islands: [Int]
  /// For each model the requests per second that are wanted, above 0; for `.served` only their ratios matter.
  public var demands: [Double]
  /// GPUs that may be used; all where `nil`.
  public var gpuLimit: Int?
  /// What is wanted.
  public var objective: CompositionObjective
  /// What may be lost without the demand being missed; `nil` where every worker counts.
  public var loss: LossAllowance?
  /// Nodes of filling graphs in a pool up to which fillings are told apart. Each is a row; in domains of thousands of GPUs
  /// next to nothing is lost where pieces do not fill them to the last GPU.
  var mostFillings = 2_000
  /// Whether so much of domains whose fillings are not told apart stays open that pieces fit in any order, and groups
  /// of domains are filled by whole domains.
  var leavesRoom = false

  public init(
    types: [WorkerType], pools: [[DomainClass]], groups: [[DomainGroups]] = [], islands: [Int]? = nil,
    demands: [Double], gpuLimit: Int? = nil, objective: CompositionObjective, loss: LossAllowance? = nil
  ) {
    self.types = types
    self.pools = pools
    self.groups = groups
    self.islands = islands ?? pools.map { _ in 0 }
    self.demands = demands
    self.gpuLimit = gpuLimit
    self.objective = objective
    self.loss = loss
  }

  /// Islands, each with a line of service for every model: its prefill and its decode go together.
  var islandCount: Int { (islands.max() ?? 0) + 1 }
  /// Lines of service, those of a model one after the other.
  public var lineCount: Int { demands.count * islandCount }
  /// The line that a type works for.
  public func line(of type: WorkerType) -> Int { type.model * islandCount + islands[type.pool] }
  /// The lines of a model.
  func lines(ofModel model: Int) -> Range<Int> { model * islandCount..<(model + 1) * islandCount }

  /// Workers of a type that the domains hold where nothing else is there.
  func mostWorkers(_ type: WorkerType) -> Int {
    guard pools.indices.contains(type.pool), demands.indices.contains(type.model) else { return 0 }
    let footprint = type.footprint
    let classes = pools[type.pool]
    let least = footprint.pieces.last ?? 1
    guard classes.reduce(0, { $0 + ($1.freeGPUs >= least ? $1.count : 0) }) >= footprint.domains else { return 0 }
    // Each piece with those that are no smaller.
    let most = footprint.pieces.enumerated().map { index, size in
      classes.reduce(0) { $0 + $1.count * ($1.freeGPUs / size) } / (index + 1)
    }
    return min(most.min() ?? 0, (gpuLimit ?? .max) / footprint.gpus, type.most ?? .max)
  }

  /// Indices of the types that fit and that no other type makes superfluous.
  var usefulTypes: [Int] {
    types.indices.filter { index in
      let type = types[index]
      guard mostWorkers(type) > 0, type.requestsPerSecond > 0 else { return false }
      return !types.indices.contains {
        $0 != index && mostWorkers(types[$0]) > 0 && type.isDominated(by: types[$0], isEarlier: $0 < index)
      }
    }
  }
}

/// Scale-up domains of a pool that have as many free GPUs.
public struct DomainClass: Sendable, Hashable {
  /// GPUs of each that may be used, 1 or more.
  public let freeGPUs: Int
  /// How many such domains there are.
  public let count: Int

  public init(freeGPUs: Int, count: Int) {
    self.freeGPUs = freeGPUs
    self.count = count
  }

  /// The classes of a pool, the emptiest domains first; domains without free GPUs belong to none.
  /// - Parameter freeGPUs: Of every domain.
  public static func all(_ freeGPUs: [Int]) -> [DomainClass] {
    Dictionary(grouping: freeGPUs.filter { $0 > 0 }) { $0 }.map { DomainClass(freeGPUs: $0.key, count: $0.value.count) }
      .sorted { $0.freeGPUs > $1.freeGPUs }
  }
}

/// How the GPUs of a worker lie in one or more scale-up domains.
public struct Footprint: Sendable, Hashable, Comparable {
  /// GPUs in each domain, 1 or more, the most first.
  public let pieces: [Int]

  /// Equal shares of domains.
  public init(domains: Int = 1, gpusPerDomain: Int) {
    pieces = Array(repeating: gpusPerDomain, count: domains)
  }

  /// - Parameter pieces: GPUs in each domain; those of which none are taken do not count.
  public init(pieces: [Int]) { self.pieces = pieces.filter { $0 > 0 }.sorted(by: >) }

  /// Scale-up domains.
  public var domains: Int { pieces.count }
  /// GPUs in the domain that has most.
  public var gpusPerDomain: Int { pieces.first ?? 1 }
  /// GPUs in all.
  public var gpus: Int { pieces.reduce(0, +) }

  /// By GPUs, then by domains.
  public static func < (left: Self, right: Self) -> Bool {
    (left.gpus, left.domains) < (right.gpus, right.domains)
  }
}

/// How much of every side of a line of service (its prefill, its decode) may be lost at once, as far as it is known
/// before workers have places: what is served must be served by the rest.
public struct LossAllowance: Sendable, Hashable {
  /// For each pool, units that can fail, of which one does: a loss is no less than an equal share. Empty where workers of
  /// one unit are not lost together.
  public var units: [Int]
  /// For each line of service at least so many requests/s of prefill, because some placement lost them.
  public var prefill: [Double]
  /// The same for decode.
  public var decode: [Double]

  public init(units: [Int], prefill: [Double], decode: [Double]) {
    self.units = units
    self.prefill = prefill
    self.decode = decode
  }

  /// The least that a failure takes from a side of a line: a whole worker of any type that is used, an equal share of what
  /// a pool has there, and what a placement was seen to lose.
  func least(_ counts: [Int], of problem: CompositionProblem, line: Int, prefill isPrefill: Bool) -> Double {
    var lost = isPrefill ? prefill[line] : decode[line]
    var ofPool = problem.pools.map { _ in 0.0 }
    for (type, count) in zip(problem.types, counts) where count > 0 && problem.line(of: type) == line {
      guard isPrefill ? type.prefills : type.decodes else { continue }
      lost = max(lost, type.requestsPerSecond)
      ofPool[type.pool] += Double(count) * type.requestsPerSecond
    }
    for (units, rate) in zip(units, ofPool) where units > 0 { lost = max(lost, rate / Double(units)) }
    return lost
  }
}
