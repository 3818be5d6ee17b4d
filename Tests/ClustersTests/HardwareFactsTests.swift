import Foundation
import Quantities
import Testing
@testable import Clusters

/// Compares the catalogue with the project's collection of hardware figures, where that lies beside the checkout.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: Repository.hardwareFacts.path())))
struct HardwareFactsTests {
  private struct Facts: Decodable {
    struct Part: Decodable {
      struct Link: Decodable {
        let uni_gb_s: Double
        let per_peer_uni_gb_s: Double
      }
      let id: String
      let vendor: String
      let mem_gb: Double
      let mem_mib_read: Double?
      let mem_tb_s: Double
      let dense_tflops: [String: Double?]
      let scale_up: Link
    }
    let accelerators: [Part]
  }

  @Test func figuresAgree() throws {
    let facts = try JSONDecoder().decode(Facts.self, from: Data(contentsOf: Repository.hardwareFacts)).accelerators
    let ids = try AcceleratorCatalogue.accelerators().map(\.id)
    // The collection has the boards that were there first; the catalogue has cards that people's reports name, too.
    #expect(Set(facts.map(\.id)).isSubset(of: ids))
    for part in facts {
      let accelerator = try #require(try AcceleratorCatalogue.accelerator(id: part.id))
      #expect(accelerator.vendor == part.vendor)
      // A label behaves as GiB, of which the driver reports most: a reading takes the place of the label.
      let stated = part.mem_mib_read.map { $0 * 1_048_576 } ?? part.mem_gb * 1e9
      let label = part.mem_gb * 1_073_741_824
      let isReading = accelerator.vendor == "NVIDIA" && accelerator.memory.value.remainder(dividingBy: 1_048_576) == 0
      #expect(accelerator.memory.value == stated || isReading && (0.93...1).contains(accelerator.memory.value / label))
      #expect(abs(accelerator.memoryBandwidth.value / (part.mem_tb_s * 1e12) - 1) < 1e-12)
      #expect(accelerator.scaleUp.bandwidth.value == part.scale_up.uni_gb_s * 1e9)
      #expect(accelerator.scaleUp.bandwidthPerPeer.value == part.scale_up.per_peer_uni_gb_s * 1e9)
      for (column, format) in [("bf16", NumberFormat.bfloat16), ("fp8", .float8), ("int8", .integer8), ("fp4", .mxfp4)]
      {
        let expected = part.dense_tflops[column] ?? nil
        #expect(accelerator.peakRates[format]?.value == expected.map { $0 * 1e12 }, "\(part.id) \(column)")
      }
    }
  }
}
