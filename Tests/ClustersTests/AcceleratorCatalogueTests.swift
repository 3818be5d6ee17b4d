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
    #expect(accelerators.count == 50)
    #expect(Set(accelerators.map(\.id)).count == 50)
    for accelerator in accelerators {
      var figures = ["memory", "memoryBandwidth", "scaleUp.bandwidth", "scaleUp.bandwidthPerPeer", "scaleUp.latency"]
      figures += accelerator.formats.map { "rates.\($0.rawValue)" } + (accelerator.price == nil ? [] : ["price"])
      figures += accelerator.hostLink == nil ? [] : ["hostLink.bandwidth", "hostLink.latency"]
      #expect(Set(accelerator.sources.keys) == Set(figures), "\(accelerator.id)")
    }
  }

  /// FLOP per byte in bf16 and fp8, and the time to drain the memory in ms: 189,471 MiB / 8 TB/s = 24.8 ms.
  @Test(arguments: [
    ("H100-SXM5", 295.2, 590.7, 25.53), ("H200-SXM", 206.0, 412.3, 31.41), ("B200-SXM", 281.25, 562.5, 24.03),
    ("GB200-NVL72", 312.5, 625, 24.83), ("GB300-NVL72", 312.5, 625, 37.25), ("VR200-NVL72", 181.8, 795.5, 13.09),
    ("MI300X", 246.6, 493.4, 36.23), ("TPU7x-Ironwood", 312.6, 625.2, 26.02), ("H20-SXM", 37, 74, 25.66),
  ])
  func ratiosFollow(id: String, bf16: Double, fp8: Double, drain: Double) throws {
    let accelerator = try accelerator(id)
    #expect(abs(try #require(accelerator.operationsPerByte(.bfloat16)) - bf16) < 0.05)
    #expect(abs(try #require(accelerator.operationsPerByte(.float8)) - fp8) < 0.06)
    #expect(abs(accelerator.memoryDrainTime.value * 1e3 - drain) < 0.006)
  }

  @Test func memoryIsWhatTheDriverReports() throws {
    #expect(try accelerator("GB200-NVL72").memory == Bytes(189_471 * 1_048_576))
    #expect(try accelerator("H100-SXM5").memory == Bytes(81_559 * 1_048_576))
    #expect(try accelerator("H20-SXM").memory == Bytes(97_871 * 1_048_576))
    #expect(try accelerator("MI300X").sources["memory"]?.text.contains("decimal") == true)
    // All of NVIDIA's that were built are in MiB; a label in decimal GB says so.
    for accelerator in try AcceleratorCatalogue.accelerators() where accelerator.vendor == "NVIDIA" {
      let isLabel = accelerator.sources["memory"]?.text.contains("decimal") == true
      #expect(isLabel || accelerator.memory.value.remainder(dividingBy: 1_048_576) == 0, "\(accelerator.id)")
    }
  }

  /// Links of a GPU add up to its bandwidth at 25 GB/s each up to Hopper, and 50 GB/s from Blackwell on.
  @Test func linksAddUp() throws {
    for (id, links, each) in [
      ("H100-SXM5", 18, 25e9), ("H800-SXM", 8, 25e9), ("A100-PCIe-80GB", 12, 25e9), ("B200-SXM", 18, 50e9),
    ] {
      let link = try accelerator(id).scaleUp
      #expect(link.links == links && link.bandwidthPerLink?.value == each)
    }
    #expect(try accelerator("H100-NVL").scaleUp.mostGPUs == 2)
    #expect(try accelerator("L40S").scaleUp.links == nil)
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
