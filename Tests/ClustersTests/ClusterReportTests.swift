import Quantities
import Reporting
import Testing
@testable import Clusters

@Suite struct ClusterReportTests {
  private func report(_ name: String) throws -> String { "\(ClusterReport(try ClusterReference(name).read()))" }

  @Test(arguments: ShippedClusters.names)
  func fitsTheTerminal(name: String) throws {
    let lines = try report(name).split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines {
      #expect(line.count <= 100)
      #expect(line.last != " ")
    }
  }

  @Test func drawsTheTree() throws {
    let text = try report("llama3-roce-24576")
    for part in [
      "core", "└─ spine", "└─ leaf = rack", "└─ domain = node", "24,576", "7.14 GB/s", "oversubscribed 7:1",
      "up:out       9:1", "bf16 295", "drained in 25.5 ms", "1.99 USD/GPU/h",
    ] { #expect(text.contains(part), "\(part)") }
  }

  @Test func drawsTheBlackboard() throws {
    let text = try report("blackboard")
    for part in ["8:1", "drained in 14.4 ms", "bf16 300", "576 GPUs, 166 TB of HBM, 1,152 USD/h"] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func saysWhatIsMissingOrUnsure() throws {
    let superPOD = try report("dgx-h100-superpod-4-su")
    #expect(superPOD.contains("1,016 of 1,024 GPUs available"))
    #expect(superPOD.contains("unavailable  rack 31, node 3"))
    #expect(superPOD.contains("tiers[0].latency: recalled"))
    let rubin = try report("rubin-nvl72")
    #expect(rubin.contains("preliminary)"))
    #expect(rubin.contains("price        not known"))
    #expect(try report("mi300x-4-nodes").contains("mesh: 64.0 GB/s to one peer"))
    #expect(try report("mixed-gb200-h200").contains("between pools: 50.0 GB/s"))
  }

  @Test func levelsCoverThePoolExactly() throws {
    for name in ShippedClusters.names {
      for pool in ClusterSummary(try ClusterReference(name).read()).pools {
        for level in pool.levels { #expect(level.count * level.gpus == pool.pool.gpuCount) }
        #expect(pool.levels.map(\.gpus) == pool.levels.map(\.gpus).sorted(by: >))
        #expect(pool.levels.filter { $0.network != nil }.count == pool.pool.tiers.count + 1)
      }
    }
  }
}
