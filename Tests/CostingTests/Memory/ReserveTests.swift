import Quantities
import Testing
@testable import Costing

@Suite("What the runtime keeps of small and of large cards")
struct ReserveTests {
  private static let limited = CalibrationText.round.replacing(
    "runtimeReserve: {value: 3 GB, evidence: test}",
    with: "runtimeReserve: {value: 3 GB, evidence: test}\n  mostReserveShare: {value: 0.1, evidence: test}")

  /// 10 % of 24 GB are 2.4 GB; of 100 GB they would be 10 GB, and 3 GB are all that is kept.
  @Test(arguments: [(24e9, 2.4e9), (30e9, 3e9), (100e9, 3e9)])
  func theReserveFitsTheCard(memory: Double, reserve: Double) throws {
    var cluster = SmallCluster()
    cluster.memory = Bytes(memory)
    let costs = try CostModel(
      model: SmallModel.model(layers: [SmallModel.denseLayer]), cluster: cluster.cluster, poolIndex: 0,
      workload: Workload(context: 1_000),
      calibration: CalibrationText.calibration(Self.limited))
    #expect(isClose(costs.runtimeReserve.value, reserve))
  }

  /// 22.5 GiB are 24.16 GB, of which 11.5 % are 2.78 GB.
  @Test func theShippedReserveOfACardOf24GB() throws {
    let calibration = try Calibration.shipped("default")
    let share = try #require(calibration.mostReserveShare?.quantity.value)
    #expect(isClose(share * 22.5 * 1_073_741_824, 2.778e9, within: 1e-3))
    #expect(calibration.runtimeReserve.quantity.value < share * 40e9)
  }
}
