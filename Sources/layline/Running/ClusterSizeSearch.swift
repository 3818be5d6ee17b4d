import Clusters
import Formats
import Optimization
import Planning
import Plans
import Quantities
import Reporting

/// Finds how many nodes or racks a demand needs, for each of some kinds.
struct ClusterSizeSearch {
  private let options: PlanOptions
  private let kinds: [QuickCluster]

  /// - Returns: `nil` where the clusters of a plan are known.
  /// - Throws: `Diagnostic` for several clusters, or flags that leave nothing to find out.
  init?(_ options: PlanOptions) throws {
    let written = options.clusters.flatMap { text in
      text.hasPrefix("?") ? text.split(separator: ",").map { String($0.drop { $0 == " " }) } : [text]
    }
    let asked = try written.map { $0.hasPrefix("?") ? try QuickCluster(parsing: $0) : nil }
    guard written.count > 1 || written[0].hasPrefix("?") else { return nil }
    kinds = try zip(written, asked).map { text, kind in
      if let kind { return kind }
      throw Diagnostic(
        id: .unsupportedValue, file: "--cluster", found: "\"\(text)\"",
        expected: "\"?x8 H200-SXM\" or \"? racks GB200-NVL72\" for how many are needed",
        advice: "of clusters that are known, layline plan takes one")
    }
    if options.goal.gpus != nil {
      throw Diagnostic.flags("--gpus", "cannot be given where a cluster's size is wanted", "leave it out")
    }
    self.options = options
  }

  /// - Parameter progress: Called with the share of the kinds that is done.
  /// - Throws: `Diagnostic` where no demand is given, or an input is wrong.
  func report(_ progress: (Double) -> Void) throws -> ClusterSizeReport {
    let demand = try tokensPerSecond()
    return ClusterSizeReport(
      try kinds.enumerated().map { index, kind in
        progress(Double(index) / Double(kinds.count))
        let sizing = try ClusterSizing { try trial(kind.counting($0)) }
        return try ClusterSizeReport.Kind(kind, sizing: sizing, tokensPerSecond: demand)
      })
  }

  /// Output tokens of the demand.
  private func tokensPerSecond() throws -> Double {
    switch try options.question() {
    case .decode:
      if let demand = try options.goal.replica.demand() { return demand }
      throw Self.undemanded("--tokens-per-second")
    case .service:
      return try ClusterInputReader(options.planning(on: kinds[0].counting(1))).models.reduce(0) { sum, model in
        guard let rate = model.requestsPerSecond, let tokens = model.outputTokens else {
          throw Self.undemanded("--requests-per-second")
        }
        return sum + rate * tokens
      }
    }
  }

  private static func undemanded(_ flag: String) -> Diagnostic {
    .missing(flag, "give the demand, which decides how many nodes or racks are needed")
  }

  private func trial(_ cluster: QuickCluster) throws -> ClusterSizing.Trial {
    let options = options.planning(on: cluster)
    func enough(_ gpus: Int) -> ClusterSizing.Trial {
      .enough(used: (gpus + cluster.gpusPerUnit - 1) / cluster.gpusPerUnit)
    }
    switch try options.question() {
    case .decode:
      switch try Planner(options.request(), optimizer: GLPKOptimizer()).planAlone(explainingRefusals: false) {
      case .success(let plan): return enough(plan.total.gpus)
      case .failure(let refused): return .refused(refused.refusal)
      }
    case .service:
      let request = try options.clusterRequest { _ in }.request
      switch try ClusterPlanner(request, optimizer: GLPKOptimizer()).plan(explainsRefusal: false) {
      case .plan(let plan): return Self.shortfall(plan).map { .refused($0) } ?? enough(plan.composition.gpusUsed)
      case .refused(let refusal): return .refused(refusal)
      }
    }
  }

  /// Where as much as possible is served, whether that is less than the demand.
  private static func shortfall(_ plan: ClusterPlan) -> Refusal? {
    let missed = plan.composition.models.first { $0.servedRequestsPerSecond < ($0.demand ?? 0) * (1 - 1e-9) }
    return missed.map {
      Refusal(
        reason: .demand,
        sentence: "\(Numerals.significant($0.servedRequestsPerSecond, digits: 4)) requests/s of \($0.model) are served",
        stage: nil, changes: [], isUnproved: plan.composition.status == .proved ? nil : true)
    }
  }
}
