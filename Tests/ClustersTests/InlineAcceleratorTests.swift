import Formats
import Foundation
import Quantities
import Testing
@testable import Clusters

@Suite struct InlineAcceleratorTests {
  private static let accelerator = """
    accelerator:
      id: mine
      vendor: me
      family: hopper
      memory: 80 GiB
      memoryBandwidth: 3 TB/s
      rates: { bf16: 900 TFLOP/s }
      scaleUp: { link: wire, wiring: mesh, bandwidth: 300 GB/s, bandwidthPerPeer: 1/3, latency: 1 us }
      sources: { rates: { text: a guess, verified: false }, default: a sheet }
    """

  private func cluster(_ old: String = "-", _ new: String = "-") throws -> Cluster {
    let text = Self.accelerator.replacing(old, with: new).replacing("\n", with: "\n    ")
    return try ClusterText.cluster("accelerator: H200-SXM", text)
  }

  @Test func isReadWithItsSources() throws {
    let accelerator = try cluster().pools[0].accelerator
    #expect(accelerator.memory == Bytes(80 * 1_073_741_824))
    #expect(accelerator.peakRates == [.bfloat16: FLOPRate(900e12)])
    #expect(accelerator.operationsPerByte(.bfloat16) == 300)
    #expect(accelerator.operationsPerByte(.float8) == nil)
    #expect(accelerator.scaleUp.bandwidthPerPeer == Bandwidth(100e9))
    #expect(accelerator.unverifiedFigures == ["rates.bf16"])
    #expect(accelerator.sources["memory"] == FigureSource("a sheet"))
    #expect(accelerator.price == nil)
    #expect(accelerator.file == "small.yaml")
  }

  @Test(arguments: [
    ("memory: 80 GiB", "memory: 80 GB/s", "unit-wrong", "memory"),
    ("memory: 80 GiB", "memory: 80", "unit-missing", "memory"),
    ("memory: 80 GiB", "memory: 80 Gb", "unit-wrong", "memory"),
    ("memory: 80 GiB", "memory: -80 GB", "out-of-range", "memory"),
    ("3 TB/s", "3.35 Tb/s", "unit-wrong", "memoryBandwidth"),
    ("3 TB/s", "80 GB", "unit-wrong", "memoryBandwidth"),
    ("3 TB/s", "1e400 TB/s", "unit-wrong", "memoryBandwidth"),
    ("3 TB/s", "nan TB/s", "unit-wrong", "memoryBandwidth"),
    ("900 TFLOP/s", "0 TFLOP/s", "out-of-range", "rates.bf16"),
    ("bf16:", "bf8:", "unknown-key", "rates.bf8"),
    ("{ bf16: 900 TFLOP/s }", "{}", "out-of-range", "rates"),
    ("wiring: mesh", "wiring: star", "unknown-value", "scaleUp.wiring"),
    (", bandwidthPerPeer: 1/3", "", "missing-key", "scaleUp.bandwidthPerPeer"),
    ("1/3", "4/3", "out-of-range", "scaleUp.bandwidthPerPeer"),
    ("  family: hopper\n", "", "missing-key", "family"),
  ])
  func isRefused(old: String, new: String, id: String, key: String) {
    let fault = ClusterText.fault { _ = try cluster(old, new) }
    #expect(fault?.id.rawValue == id)
    #expect(fault?.key == "pools[0].accelerator.\(key)")
  }
}
