import Costing
import Planning
import Plans
import Testing

@Suite("The best worker of each footprint is that of an enumeration")
struct RateOracleTests {
  private static let models = [
    [TinyModel.kinds[0], TinyModel.kinds[0]],
    [TinyModel.kinds[3], TinyModel.kinds[2], TinyModel.kinds[2], TinyModel.kinds[2]],
  ]

  /// HBM from so little that some layouts do not fit, to plenty; targets from tight to none. Of 1.083735 and 2.798021 GB as
  /// much is left beside the reserve (0.92 - 0.115 of them) as of 5.5 and 7 GB beside one of 3.9 GiB.
  @Test(
    arguments: models.indices,
    [(1.083735e9, nil, nil), (2.798021e9, 0.4, 0.02), (80e9, 0.25, 0.004)] as [(Double, Double?, Double?)])
  func ratesAreThoseOfAnEnumeration(index: Int, figures: (memory: Double, first: Double?, token: Double?)) throws {
    let request = try WorkerRatingRequest.tiny(
      Self.models[index], TinyCluster(memory: .init(figures.memory)), first: figures.first, token: figures.token)
    let rates = try WorkerRater(request).rates()
    let oracle = RateOracle(request)
    let takers = rates.workers.filter { $0.role == .decode }.map(\.group)
    // Predictions of arrivals settle within 2e-4.
    for role in WorkerRole.allCases {
      let found = Dictionary(
        uniqueKeysWithValues: rates.workers(poolIndex: 0, role: role).map { ($0.footprint, $0.requestsPerSecond) })
      let expected = role == .prefill && takers.isEmpty ? [:] : try oracle.best(role, takers: takers)
      #expect(Set(found.keys) == Set(expected.keys), "\(role)")
      for (footprint, rate) in expected {
        #expect(abs((found[footprint] ?? 0) / rate - 1) < 3e-4, "\(role) \(footprint)")
      }
    }
    let all = try WorkerRater(request, selection: .all).rates()
    #expect(rates.layoutCount == 3 * oracle.layouts.count)
    for worker in rates.workers where worker.role != .prefill {
      let rivals = all.workers(poolIndex: 0, role: worker.role).filter { $0.footprint == worker.footprint }
      #expect(rivals.contains { $0.layout == worker.layout })
      #expect(rivals.allSatisfy { $0.requestsPerSecond <= worker.requestsPerSecond * (1 + 1e-6) })
    }
  }

  /// One layer on one H100 with the blackboard's figures: weights 100 M + 120 M + 32.768 M in bf16 are 505.536 MB; a sequence
  /// of 900 + 200 / 2 tokens keeps 2,048 · 2 · 1,000 = 4.096 MB. In 0.3 ms 3.35 TB/s read 1,005 MB: (1,005 − 505.536) / 4.096
  /// = 121.94 sequences, each of which takes 199 · 0.3 ms.
  @Test func theBlackboardsRateOfDecode() throws {
    let request = try WorkerRatingRequest.tiny(
      [TinyModel.kinds[0]], TinyCluster(nodes: 1, gpusPerNode: 1), first: nil, token: 0.3e-3, calibration: "ideal")
    let worker = try #require(try WorkerRater(request).rates().workers(poolIndex: 0, role: .decode).first)
    let sequences = (1005 - 505.536) / 4.096
    #expect(abs(worker.sequencesPerRank / sequences - 1) < 1e-6)
    #expect(abs(worker.requestsPerSecond / (sequences / (199 * 0.3e-3)) - 1) < 1e-6)
    #expect(worker.limit == .timePerOutputToken && worker.boundBy == .hbm)
  }
}
