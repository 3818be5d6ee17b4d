import Quantities
import Testing
@testable import Clusters

@Suite struct ScaleUpLinkTests {
  private func bandwidth(of id: String, among gpus: Int) throws -> Double {
    try #require(try AcceleratorCatalogue.accelerator(id: id)).scaleUp.bandwidth(among: gpus).value / 1e9
  }

  @Test func switchesGiveAnyGroupAll() throws {
    #expect(try bandwidth(of: "H100-SXM5", among: 2) == 450)
    #expect(try bandwidth(of: "H100-SXM5", among: 8) == 450)
  }

  @Test func aMeshGivesALinkForEachPeer() throws {
    #expect(try bandwidth(of: "MI300X", among: 2) == 64)
    #expect(try bandwidth(of: "MI300X", among: 4) == 192)
    #expect(try bandwidth(of: "MI300X", among: 8) == 448)
    #expect(try bandwidth(of: "MI355X", among: 2) == 76.5)
  }

  @Test func aBlockOfATorusHasALinkForEachDimension() throws {
    #expect(try bandwidth(of: "TPU-v6e", among: 2) == 100)
    #expect(try bandwidth(of: "TPU-v6e", among: 4) == 200)
    #expect(try bandwidth(of: "TPU-v6e", among: 64) == 200)
    #expect(try bandwidth(of: "TPU-v5p", among: 8) == 300)
  }
}
