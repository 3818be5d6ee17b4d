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

  /// - Parameter request: What is asked first.
  public init(_ request: ClusterRequest) {
    self.request = request
    if case .ratings(let ratings) = request.source { self.ratings = ratings } else { ratings = [] }
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
    let before = try planRequests
    let after = try before.map { try variation.applied(to: $0, flag: flag) }
    return (variation.sentence(for: before[0]), try changed(before, to: after))
  }

  private var planRequests: [PlanRequest] {
    get throws { try zip(ratings, request.models).map { try planRequest($0, $1) } }
  }

  /// The question with the figures of each model that differ.
  private func changed(_ before: [PlanRequest], to after: [PlanRequest]) throws -> ClusterRequest {
    var inputs = request.inputs
    var changed = ratings
    for (index, (old, new)) in zip(before, after).enumerated() {
      changed[index].model = new.model
      changed[index].cluster = new.cluster
      // Means of tokens that are not whole stay where they are not asked about.
      if new.workload.inputTokens != old.workload.inputTokens {
        changed[index].traffic.inputTokens = Double(new.workload.inputTokens ?? 1)
      }
      if new.workload.outputTokens != old.workload.outputTokens {
        changed[index].traffic.outputTokens = Double(new.workload.outputTokens ?? 2)
      }
      changed[index].targets.timePerOutputToken = new.goal.timePerOutputToken
      changed[index].gpuLimit = new.goal.gpuLimit
      changed[index].cacheFormat = new.workload.cacheFormat
      inputs.models[index].weightFormat = new.references.weightFormat
      inputs.models[index].cacheFormat = new.workload.cacheFormat
      inputs.models[index].inputTokens = changed[index].traffic.inputTokens
      inputs.models[index].outputTokens = changed[index].traffic.outputTokens
      inputs.models[index].timePerOutputToken = changed[index].targets.timePerOutputToken?.value
    }
    inputs.gpuLimit = changed[0].gpuLimit
    let offers = try WorkerOffers(rating: changed, derates: (inputs.prefillDerate, inputs.decodeDerate))
    return try ClusterRequest(
      cluster: changed[0].cluster, offers: offers, objective: request.objective, inputs: inputs)
  }

  // MARK: - Changes that might help

  /// Single changes that a user could make, each with the question after it: of formats, targets and hardware. Several models
  /// change alike. None where a table has the rates.
  func changes() throws -> [(change: String, flag: String?, request: @Sendable () throws -> ClusterRequest)] {
    guard !ratings.isEmpty else { return [] }
    let before = try planRequests
    let all = try before.map { try RequestChange.suggested(for: $0) }
    // Targets differ from model to model, and are all loosened alike.
    func key(_ change: RequestChange) -> String {
      change.flag?.hasPrefix("--tpot") == true ? "accept a TPOT \(RequestChange.looser) times as long" : change.sentence
    }
    let keys = all.flatMap { $0.map(key) }.reduce(into: [String]()) { unique, key in
      if !unique.contains(key) { unique.append(key) }
    }
    let ofAll = keys.map { wanted -> (String, String?, @Sendable () throws -> ClusterRequest) in
      let own = all.map { $0.first { key($0) == wanted } }
      let names = zip(request.models, own).filter { $1 != nil }.map(\.0.name)
      let of = names.count == own.count ? "" : " for \(names.joined(separator: ", "))"
      let first = own.lazy.compactMap(\.self).first
      let sentence = own.count == 1 ? first?.sentence ?? wanted : wanted
      let flag = request.inputs.workload == nil && own.count == 1 ? first?.flag : nil
      let after = zip(before, own).map { $1?.request ?? $0 }
      return (sentence + of, flag, { try changed(before, to: after) })
    }
    return ofAll + [laterFirstToken].compactMap(\.self)
  }

  private var laterFirstToken: (String, String?, @Sendable () throws -> ClusterRequest)? {
    guard request.models.count == 1, let target = request.models[0].timeToFirstToken else { return nil }
    let looser = Seconds(target * RequestChange.looser)
    return (
      "accept a TTFT of \(looser)", request.inputs.workload == nil ? "--ttft \"\(looser)\"" : nil,
      {
        var inputs = request.inputs
        inputs.models[0].timeToFirstToken = looser.value
        return try request.with(inputs)
      }
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
