import Costing
import Optimization
import Plans
import Topology

/// Asks the search whether any layout is better than the bound of a plan: far less work than to find the best.
public struct BoundCheck: Sendable {
  private let request: PlanRequest
  private let optimizer: any Optimizer
  private let progress: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - request: What the plan was made for.
  ///   - optimizer: Proves the stage program.
  ///   - progress: Called with the share of the search that is done, from any thread.
  public init(
    _ request: PlanRequest, optimizer: any Optimizer, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.request = request
    self.optimizer = optimizer
    self.progress = progress
  }

  /// Rounding makes no difference.
  private static let rounding = 1e-9

  /// What a search says, and what it gives a plan to rest on.
  public struct Answer: Sendable {
    /// What is known about the bound, and what else of the certificate is otherwise.
    public let bound: BoundJudgement
    /// What was searched, in words.
    public let space: String
    /// The stage program of the plan's layout; `nil` where the layout is not one of the space.
    public let program: ProgramCertificate?
  }

  /// - Parameters:
  ///   - plan: As it was read.
  ///   - recomputed: With its figures computed again; its stage program is one where what the plan says of it may be so.
  /// - Throws: `Diagnostic` where the inputs contradict each other.
  public func judge(_ plan: Plan, recomputed: Plan?) throws -> Answer {
    let claimed = plan.certificate.bound
    let searches = try request.cluster.pools.indices.map { try PoolSearch(request, poolIndex: $0) }
    let answers = try searches.enumerated().map { index, search in
      try answer(search, below: cutoff(claimed)) { [progress] in
        progress((Double(index) + $0) / Double(searches.count))
      }
    }
    let better = answers.compactMap(\.better).min { $0.objective < $1.objective }
    let proved = answers.reduce(claimed) { min($0, $1.bound) }
    let isConfirmed = better == nil && proved >= cutoff(claimed)
    let certificate = CertificateAgain(request, optimizer: optimizer, searches: searches)
    let program = recomputed.flatMap(certificate.program)
    return Answer(
      bound: BoundJudgement(
        better != nil ? .refuted : isConfirmed ? .confirmed : .notConfirmed, claimed: claimed,
        proved: isConfirmed ? claimed : proved, better: better,
        findings: certificate.spaceFindings(plan) + certificate.programFindings(recomputed, program)),
      space: certificate.space(of: plan), program: program)
  }

  /// GPUs are whole, so what is better has one less.
  private func cutoff(_ claimed: Double) -> Double {
    request.goal.objective == .gpus ? claimed.rounded(.up) - 0.5 : claimed * (1 - Self.rounding)
  }

  // MARK: - The search

  private func answer(
    _ search: PoolSearch, below cutoff: Double, progress: @escaping @Sendable (Double) -> Void
  ) throws -> (better: BetterLayout?, bound: Double) {
    guard cutoff > 0, !search.space.layouts.isEmpty else { return (nil, max(0, cutoff)) }
    // To find the best is less work than to go down from a bound that is far from it.
    if let quick = search.quickBest(), quick.score < cutoff,
      let found = try search.runBoundingPlacements(progress: progress)
    {
      return (try exhibit(found.best, of: search, below: cutoff), min(cutoff, found.bound))
    }
    let found = search.run(below: cutoff, progress: progress)
    // However the experts are placed: better than a search places them, too.
    let bound =
      request.expertLoad == nil ? found.bound : min(found.bound, search.run(below: cutoff, withBestExperts: true).bound)
    return (try found.best.flatMap { try exhibit($0, of: search, below: cutoff) }, bound)
  }

  /// A layout as it is placed; `nil` where it is no better than the bound then.
  private func exhibit(_ best: Candidate, of search: PoolSearch, below cutoff: Double) throws -> BetterLayout? {
    let assembly = try PlanAssembly(request, poolIndex: search.poolIndex, candidate: best, optimizer: optimizer)
    guard assembly.refusal == nil, assembly.objective < cutoff else { return nil }
    return BetterLayout(objective: assembly.objective, prediction: assembly.prediction, layout: assembly.layout)
  }
}
