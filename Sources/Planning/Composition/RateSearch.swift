import Costing
import Plans
import Quantities

/// Finds the highest rate of a worker within targets.
struct RateSearch: Sendable {
  let targets: ServiceTargets
  /// A load that is a millionth of the highest stands for none.
  private static let lightest = 1e-6
  private static let tolerance = 1e-9
  private static let bisections = 60

  /// What came of a search.
  enum Outcome {
    /// The HBM does not hold weights and one sequence.
    case tooLarge
    /// A target is missed by a request that is alone.
    case tooSlow(timeToFirstToken: Double?, timePerOutputToken: Double?)
    /// No better than what is known.
    case beaten
    case rated(Rated)
  }

  /// The highest load that is accepted.
  struct Rated {
    let state: WorkerState
    let limit: RateLimit
    let sequencesThatFit: Double
    let boundBy: Resource
  }

  /// TPOT is also looked at with one sequence alone: means of less than one count steps with nothing in them.
  /// - Parameter best: A rate that has to be exceeded.
  func search(_ worker: some LoadedWorker, above best: Double = 0) -> Outcome {
    guard worker.fits, worker.sequencesThatFit >= 1 else { return .tooLarge }
    var low = worker.highestLoad * Self.lightest
    var lowState = worker.state(atLoad: low)
    let alone = worker.timePerOutputTokenAlone ?? 0
    guard reason(lowState) == nil, alone <= targets.timePerOutputToken?.value ?? .infinity else {
      return .tooSlow(
        timeToFirstToken: lowState.timeToFirstToken,
        timePerOutputToken: lowState.timePerOutputToken.map { max($0, alone) })
    }
    var high = worker.highestLoad
    let full = worker.state(atLoad: high)
    guard full.requestsPerSecond > best else { return .beaten }
    guard var limit = reason(full) else { return rated(worker, load: high, full, RateLimit(ofHighestLoadOf: worker)) }
    for _ in 0..<Self.bisections where high - low > low * Self.tolerance {
      let middle = (low + high) / 2
      let state = worker.state(atLoad: middle)
      if let missed = reason(state) {
        guard state.requestsPerSecond > best else { return .beaten }
        (high, limit) = (middle, missed)
      } else {
        (low, lowState) = (middle, state)
      }
    }
    return lowState.requestsPerSecond > best ? rated(worker, load: low, lowState, limit) : .beaten
  }

  private func rated(
    _ worker: some LoadedWorker, load: Double, _ state: WorkerState, _ limit: RateLimit
  ) -> Outcome {
    .rated(
      Rated(
        state: state, limit: limit, sequencesThatFit: worker.sequencesThatFit,
        boundBy: worker.step(atLoad: load).boundBy))
  }

  /// Why a load is too high; `nil` where it is not.
  private func reason(_ state: WorkerState) -> RateLimit? {
    targets.missed(by: state) ?? (state.isSaturated ? .prefill : nil)
  }
}

extension RatedWorker {
  init(_ place: WorkerRates.PoolRole, _ layout: WorkerLayout, _ rated: RateSearch.Rated) {
    self.init(
      role: place.role, poolIndex: place.poolIndex, layout: layout,
      requestsPerSecond: rated.state.requestsPerSecond, timeToFirstToken: rated.state.timeToFirstToken,
      timePerOutputToken: rated.state.timePerOutputToken, sequencesPerRank: rated.state.sequencesPerRank,
      sequencesThatFit: rated.sequencesThatFit, prefillUtilisation: rated.state.prefillUtilisation,
      limit: rated.limit, boundBy: rated.boundBy)
  }
}

extension RatingCount {
  /// - Parameter targets: Of which one is missed at least.
  mutating func add(timeToFirstToken: Double?, timePerOutputToken: Double?, missing targets: ServiceTargets) {
    func misses(_ time: Double?, _ target: Seconds?) -> Bool { time ?? 0 > target?.value ?? .infinity }
    tooSlow += 1
    missingTimeToFirstToken += misses(timeToFirstToken, targets.timeToFirstToken) ? 1 : 0
    missingTimePerOutputToken += misses(timePerOutputToken, targets.timePerOutputToken) ? 1 : 0
    leastTimeToFirstToken = Self.least(leastTimeToFirstToken, timeToFirstToken)
    leastTimePerOutputToken = Self.least(leastTimePerOutputToken, timePerOutputToken)
  }

  mutating func add(_ other: RatingCount) {
    layouts += other.layouts
    tooLarge += other.tooLarge
    tooSlow += other.tooSlow
    missingTimeToFirstToken += other.missingTimeToFirstToken
    missingTimePerOutputToken += other.missingTimePerOutputToken
    leastTimeToFirstToken = Self.least(leastTimeToFirstToken, other.leastTimeToFirstToken)
    leastTimePerOutputToken = Self.least(leastTimePerOutputToken, other.leastTimePerOutputToken)
  }

  private static func least(_ first: Double?, _ second: Double?) -> Double? {
    guard let first, let second else { return first ?? second }
    return min(first, second)
  }
}

extension ServiceTargets {
  /// The target that a state misses; of two the TPOT. `nil` where it meets both, and for times that it does not have.
  func missed(by state: WorkerState) -> RateLimit? {
    if let target = timePerOutputToken, let time = state.timePerOutputToken, time > target.value {
      return .timePerOutputToken
    }
    if let target = timeToFirstToken, let time = state.timeToFirstToken, time > target.value {
      return .timeToFirstToken
    }
    return nil
  }
}
