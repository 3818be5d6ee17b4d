import Clusters
import Models
import Quantities
import Testing
@testable import Costing

@Suite("Every accelerator has figures")
struct CatalogueCalibrationTests {
  /// A worker of one GPU of each accelerator of the catalogue.
  @Test func theDefaultCalibrationPricesTheWholeCatalogue() throws {
    let calibration = try Calibration.shipped("default")
    for accelerator in try AcceleratorCatalogue.accelerators() {
      let pool = Pool(
        name: "p", accelerator: accelerator, racks: 1, nodesPerRack: 1, gpusPerNode: 1, gpusPerDomain: 1,
        scaleUp: accelerator.scaleUp, tiers: [], hosts: [], unavailable: [], price: nil, sources: [:])
      let costs = try CostModel(
        model: SmallModel.model(layers: [SmallModel.denseLayer]),
        cluster: Cluster(name: "c", file: "c.yaml", description: "", pools: [pool]), poolIndex: 0,
        workload: Workload(context: 1_000),
        calibration: calibration)
      let layer = costs.layerCost(kind: 0, layout: SmallCosts.sliced(1), microBatch: 1)
      #expect(layer.time.value > 0 && layer.time.value.isFinite, "\(accelerator.id)")
      let range = try #require(costs.errorRange(of: .timePerOutputToken, .aggregated), "\(accelerator.id)")
      #expect(range.low < 1 && range.high > 1)
    }
  }

  /// What nobody measured says so, in a range that is wider than that of any accelerator which was.
  @Test(arguments: ["tpu-v5e", "tpu-v5p", "tpu-v6e", "tpu7x", "trainium2", "blackboard"])
  func whatWasNotMeasuredSaysSo(family: String) throws {
    let calibration = try Calibration.shipped("default")
    let inherited = try #require(try calibration.figures(forFamily: family).inherited)
    #expect(inherited.evidence.hasPrefix("not measured"))
    let errors = try #require(inherited.errors)
    #expect((errors.low, errors.high) == (0.5, 2.5))
  }
}
