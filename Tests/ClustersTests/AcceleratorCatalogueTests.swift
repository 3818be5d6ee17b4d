import Foundation
import Quantities
import Testing
@testable import Clusters

@Suite struct AcceleratorCatalogueTests {
  private func accelerator(_ id: String) throws -> Accelerator {
    try #require(try AcceleratorCatalogue.accelerator(id: id))
  }

  @Test func everyFigureHasASource() throws {
    let accelerators = try AcceleratorCatalogue.accelerators()
    #expect(accelerators.count == 23)
    #expect(Set(accelerators.map(\.id)).count == 23)
    for accelerator in accelerators {
      var figures = ["memory", "memoryBandwidth", "scaleUp.bandwidth", "scaleUp.bandwidthPerPeer", "scaleUp.latency"]
      figures += accelerator.formats.map { "rates.\($0.rawValue)" } + (accelerator.price == nil ? [] : ["price"])
      #expect(Set(accelerator.sources.keys) == Set(figures), "\(accelerator.id)")
    }
  }

  /// FLOP per byte in bf16 and fp8, and the time to drain the memory in ms: 189,471 MiB / 8 TB/s = 24.8 ms.
  @Test(arguments: [
    ("H100-SXM5", 295.2, 590.7, 25.64), ("H200-SXM", 206.0, 412.3, 31.54), ("B200-SXM", 281.25, 562.5, 24.16),
    ("GB200-NVL72", 312.5, 625, 24.83), ("GB300-NVL72", 312.5, 625, 37.25), ("VR200-NVL72", 181.8, 795.5, 13.09),
    ("MI300X", 246.6, 493.4, 36.23), ("TPU7x-Ironwood", 312.6, 625.2, 26.02), ("H20-SXM", 37, 74, 24),
  ])
  func ratiosFollow(id: String, bf16: Double, fp8: Double, drain: Double) throws {
    let accelerator = try accelerator(id)
    #expect(abs(try #require(accelerator.operationsPerByte(.bfloat16)) - bf16) < 0.05)
    #expect(abs(try #require(accelerator.operationsPerByte(.float8)) - fp8) < 0.06)
    #expect(abs(accelerator.memoryDrainTime.value * 1e3 - drain) < 0.006)
  }

  @Test func memoryIsWhatTheDriverReports() throws {
    #expect(try accelerator("GB200-NVL72").memory == Bytes(189_471 * 1_048_576))
    #expect(try accelerator("H100-SXM5").memory == Bytes(80 * 1_073_741_824))
    #expect(try accelerator("H800-SXM").memory == Bytes(80e9))
    #expect(try accelerator("H800-SXM").sources["memory"]?.text.contains("decimal") == true)
  }

  @Test func fourBitFormatsDifferByVendor() throws {
    let blackwell = try accelerator("B200-SXM").peakRates
    #expect(blackwell[.nvfp4] == FLOPRate(9e15))
    #expect(blackwell[.mxfp4] == FLOPRate(9e15))
    let cdna = try accelerator("MI355X").peakRates
    #expect(cdna[.nvfp4] == nil)
    #expect(cdna[.mxfp4] == FLOPRate(10.1e15))
    #expect(try accelerator("H100-SXM5").peakRates[.nvfp4] == nil)
    #expect(try accelerator("A100-SXM4-80GB").peakRates[.float8] == nil)
  }

  @Test func whatWasNotReadIsMarked() throws {
    #expect(try accelerator("H100-NVL").unverifiedFigures.contains("rates.bf16"))
    #expect(try accelerator("B300-SXM").sources["rates.int8"]?.isVerified == false)
    #expect(try accelerator("B200-SXM").sources["price"]?.isVerified == false)
    #expect(try accelerator("H100-SXM5").sources["memoryBandwidth"]?.isVerified == true)
    let preliminary = try AcceleratorCatalogue.accelerators().filter(\.isPreliminary).map(\.id)
    #expect(preliminary == ["VR200-NVL72", "MI455X"])
  }

  @Test func familiesAreWhatCalibrationsGoBy() throws {
    let families = try AcceleratorCatalogue.accelerators().map(\.family)
    #expect(
      Set(families).isSuperset(of: ["ampere", "ada", "hopper", "blackwell", "rubin", "cdna3", "cdna4", "trainium2"]))
  }
}
