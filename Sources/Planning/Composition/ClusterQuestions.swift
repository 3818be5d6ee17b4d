import Clusters
import Costing
import Formats
import Plans
import Quantities

/// Makes requests with other figures of a request for a cluster: workers are rated again where their rates are predicted.
public struct ClusterQuestions: Sendable {
  private let request: ClusterRequest
  /// One for each model; none where a table has the rates.
  private let ratings: [WorkerRatingRequest]

  /// - Parameters:
  ///   - request: What is asked first.
  ///   - ratings: How its workers were rated; none where a table has the rates.
  public init(_ request: ClusterRequest, ratings: [WorkerRatingRequest]) {
    self.request = request
    self.ratings = ratings
  }

  /// - Parameters:
  ///   - variations: A question each.
  ///   - flag: What a message names as the place.
  /// - Throws: `Diagnostic` with the flag and the figure.
  public func questions(_ variations: [InputVariation], flag: String) throws -> [ClusterQuestion] {
    try variations.map { variation in
      let changed = ratings.isEmpty ? try ofTable(variation, flag: flag) : try predicted(variation, flag: flag)
      return ClusterQuestion(change: changed.sentence, request: changed.request)
    }
  }

  /// One domain more and one less of each pool, where its network says how they would be joined.
  public func marginal() throws -> [ClusterQuestion] {
    try request.cluster.pools.filter { !$0.tiers.isEmpty }.flatMap { pool -> [ClusterQuestion] in
      let isRack = pool.gpusPerDomain == pool.gpusPerRack
      let count = isRack ? pool.racks : pool.nodeCount
      return try [count + 1, count - 1].filter { $0 > 0 }.flatMap { number in
        try questions(
          [InputVariation(parsing: "\(isRack ? "racks" : "nodes")@\(pool.name)=\(number)", flag: "--marginal")],
          flag: "--marginal")
      }
    }
  }

  // MARK: - Predicted rates

  private func predicted(
    _ variation: InputVariation, flag: String
  ) throws -> (sentence: String, request: ClusterRequest) {
    let before = try zip(ratings, request.models).map { try planRequest($0, $1) }
    let after = try before.map { try variation.applied(to: $0, flag: flag) }
    var inputs = request.inputs
    let changed = zip(ratings, after).map { rating, plan in
      var rating = rating
      rating.model = plan.model
      rating.cluster = plan.cluster
      rating.traffic.inputTokens = Double(plan.workload.inputTokens ?? 1)
      rating.traffic.outputTokens = Double(plan.workload.outputTokens ?? 2)
      rating.targets.timePerOutputToken = plan.goal.timePerOutputToken
      rating.gpuLimit = plan.goal.gpuLimit
      return rating
    }
    for (index, rating) in changed.enumerated() {
      inputs.models[index].inputTokens = rating.traffic.inputTokens
      inputs.models[index].outputTokens = rating.traffic.outputTokens
      inputs.models[index].timePerOutputToken = rating.targets.timePerOutputToken?.value
    }
    inputs.gpuLimit = changed[0].gpuLimit
    let offers = try WorkerOffers(rating: changed, derates: (inputs.prefillDerate, inputs.decodeDerate))
    return (
      variation.sentence(for: before[0]),
      try ClusterRequest(
        cluster: changed[0].cluster, offers: offers, objective: request.objective, inputs: inputs)
    )
  }

  /// The figures of a rating where variations look for them.
  private func planRequest(_ rating: WorkerRatingRequest, _ served: ServedModel) throws -> PlanRequest {
    let none = PlanInputs.Reference(reference: "", sha256: "")
    return PlanRequest(
      model: rating.model, cluster: rating.cluster,
      workload: try Workload(
        inputTokens: Int(rating.traffic.inputTokens), outputTokens: Int(rating.traffic.outputTokens),
        cacheFormat: rating.cacheFormat),
      calibration: rating.calibration, expertLoad: nil,
      goal: try Goal(
        objective: .cost, timePerOutputToken: rating.targets.timePerOutputToken, gpuLimit: request.inputs.gpuLimit),
      references: PlanReferences(
        model: none, weightFormat: served.weightFormat, cluster: none, calibration: none, expertLoad: nil))
  }

  // MARK: - Rates of a table

  /// Rates that were given do not follow from figures of hardware or traffic.
  private static let ofTable: [InputAxis] = [.nodes, .racks, .price]

  private func ofTable(
    _ variation: InputVariation, flag: String
  ) throws -> (sentence: String, request: ClusterRequest) {
    var changed = request
    for change in variation.changes {
      guard Self.ofTable.contains(change.axis) else {
        throw Diagnostic(
          id: .conflict, file: flag, key: change.axis.name,
          problem: "cannot be changed where a table has the rates of workers, which do not follow from figures",
          advice: "change one of \(Self.ofTable.map(\.name).joined(separator: ", "))")
      }
      let axis = AxisVariation(axis: change.axis, setting: change.setting, pool: change.pool, flag: flag)
      for index in try axis.pools(of: changed.cluster) { try changed.cluster.pools[index].vary(axis) }
    }
    return (variation.text, changed)
  }
}

/// A plan of a cluster asked again with figures changed.
public struct ClusterQuestion: Sendable {
  /// What is changed, for people.
  public let change: String
  /// The request after it.
  public let request: ClusterRequest
}
