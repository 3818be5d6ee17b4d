import Costing
import Plans

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
