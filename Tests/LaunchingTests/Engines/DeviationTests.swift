import Experts
import Testing
@testable import Launching

@Suite("What engines do otherwise than planned")
struct DeviationTests {
  /// 5 slots for 4 experts: by hand, the empty one gets the expert with most tokens that its rank lacks.
  @Test func emptySlotsAreFilledWithWhatIsAskedForMost() {
    let map = ExpertMap(ranks: [[0, 1], [2, 3], [1]])
    let locations = ExpertLocations(expertCount: 4, slots: [2, 2, 2], layers: [nil, map])
    #expect(locations.filled(tokens: [[], [9, 10, 1, 1]]).layers[1]?.ranks == [[0, 1], [2, 3], [0, 1]])
    #expect(locations.filled(tokens: [[], [1, 1, 1, 5]]).layers[1]?.ranks == [[0, 1], [2, 3], [1, 3]])
    #expect(locations.redundantWhenFull == 2)
  }

  @Test(arguments: [[1.0, 1, 1, 1, 1], [9, 1, 3, 2, 2]])
  func fillingKeepsWhatIsThere(tokens: [Double]) throws {
    let map = ExpertMap.blocks(experts: 5, ranks: 3)
    let full = ExpertLocations(expertCount: 5, slots: [3, 3, 3], layers: [map]).filled(tokens: [tokens])
    let ranks = try #require(full.layers[0]).ranks
    #expect(ranks.allSatisfy { $0.count == 3 && Set($0).count == 3 })
    for (before, after) in zip(map.ranks, ranks) { #expect(Set(before).isSubset(of: after)) }
  }

  /// A rank that holds every expert has nothing more to take.
  @Test func moreSlotsThanExperts() {
    let locations = ExpertLocations(expertCount: 1, slots: [2], layers: [ExpertMap(ranks: [[0]])])
    #expect(locations.filled(tokens: nil).layers[0]?.ranks == [[0]])
  }

  @Test func microBatchesAreAsManyAsStages() throws {
    let worker = SmallWorker.worker(
      [SmallWorker.stage(0..<2, tp: 2, dp: 1, ep: 1), SmallWorker.stage(2..<4, tp: 2, dp: 1, ep: 1)],
      nodes: [[0, 1], [0, 1]], microBatches: 3)
    #expect(try SGLang(version: nil).deviations(for: worker).map(\.effect) == [.microBatches(2)])
    #expect(try VLLM(version: nil).deviations(for: worker).map(\.effect) == [.microBatches(2)])
  }

  @Test func checkpointsInOtherFormats() throws {
    let worker = SmallWorker.worker(
      [SmallWorker.stage(0..<4, tp: 2, dp: 1, ep: 1)], nodes: [[0, 1]],
      model: SmallWorker.model(weightFormat: .nvfp4))
    #expect(try SGLang(version: nil).deviations(for: worker).map(\.id.rawValue) == ["checkpoint-needed"])
    let given = SmallWorker.worker(
      [SmallWorker.stage(0..<4, tp: 2, dp: 1, ep: 1)], nodes: [[0, 1]],
      model: SmallWorker.model(weightFormat: .nvfp4, isCheckpointGiven: true))
    #expect(try SGLang(version: nil).deviations(for: given).isEmpty)
  }

  @Test func machinesMustBeAlike() throws {
    let uneven = SmallWorker.worker([SmallWorker.stage(0..<4, tp: 3, dp: 1, ep: 1)], nodes: [[0, 1], [0]])
    for engine in [try SGLang(version: nil), try VLLM(version: nil), try TensorRTLLM(version: nil)] as [any Engine] {
      let error = #expect(throws: LayoutNotExpressible.self) { try engine.command(for: uneven) }
      #expect(error?.reasons == ["it has 1 or 2 GPUs of a machine, and as many of each are needed"])
    }
  }
}
