/// What all the GPUs of a cluster should do: which workers, and how many of each.
public struct CompositionProblem: Sendable {
  /// The workers to choose from.
  public var types: [WorkerType]
  /// For each pool its domains.
  public var pools: [[DomainClass]]
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

  /// - Parameters: As the properties of the same names.
  public init(
    types: [WorkerType], pools: [[DomainClass]], islands: [Int]? = nil, demands: [Double], gpuLimit: Int? = nil,
    objective: CompositionObjective, loss: LossAllowance? = nil
  ) {
    self.types = types
    self.pools = pools
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
    guard classes.reduce(0, { $0 + ($1.freeGPUs >= footprint.gpusPerDomain ? $1.count : 0) }) >= footprint.domains
    else { return 0 }
    let pieces = classes.reduce(0) { $0 + $1.count * ($1.freeGPUs / footprint.gpusPerDomain) }
    return min(pieces / footprint.domains, (gpuLimit ?? .max) / footprint.gpus)
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
