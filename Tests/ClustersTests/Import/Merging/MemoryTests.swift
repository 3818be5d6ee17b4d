import Clusters
import Quantities
import Testing

@Suite("Memory that sources state")
struct MemoryTests {
  private static func table(_ name: String, _ memory: Int, count: Int = 2) -> [(String, String)] {
    [("q.csv", "name, memory.total [MiB]\n" + String(repeating: "\(name), \(memory) MiB\n", count: count))]
  }

  /// 65,536 MiB are 68.7 GB, and 81,920 MiB 85.9 GB.
  @Test func otherMemoryThanTheCataloguesIsAConflict() throws {
    let fault = try Imported.fault(Self.table("NVIDIA A100-SXM-64GB", 65536)) { $0.accelerator = "A100-SXM4-80GB" }
    #expect((fault?.id.rawValue, fault?.line) == ("conflict", 2))
    #expect(fault?.found.contains("65536 MiB (68.7 GB)") == true)
    #expect(fault?.expected.contains("81920 MiB (85.9 GB)") == true)
    let asked = try Imported.fault(Self.table("NVIDIA H20", 143_771)) { $0.accelerator = "H20-SXM" }
    #expect(asked?.id.rawValue == "conflict" && asked?.advice?.contains("H20-3e") == true)
  }

  @Test func memoryTellsBoardsApart() throws {
    #expect(try Imported.pool(Self.table("NVIDIA H20", 143_771)).accelerator.id == "H20-3e")
    #expect(try Imported.pool(Self.table("NVIDIA H20", 97_871)).accelerator.id == "H20-SXM")
    #expect(try Imported.pool(Self.table("Tesla V100-SXM2-32GB", 32_510)).accelerator.id == "V100-SXM2-32GB")
  }

  /// Error correction takes a sixteenth: what the driver says is what there is.
  @Test func alittleLessIsTakenAsItIs() throws {
    let imported = try Imported.cluster(Self.table("NVIDIA RTX 6000 Ada Generation", 46_068))
    #expect(imported.cluster.pools[0].accelerator.memory == Bytes(46_068 * 1_048_576))
    #expect(imported.cluster.pools[0].sources["memory"]?.text.contains("q.csv line 2") == true)
    #expect(imported.notes.contains { $0.contains("46068 MiB in a GPU, which is taken") })
    #expect(!(try Imported.cluster(Self.table("NVIDIA H200", 143_771)).text.contains("memory:")))
  }

  @Test(arguments: [("nvidia.com/gpu.memory", "65536", "A100-SXM4-80GB"), ("amd.com/gpu.vram", "64G", "MI300X")])
  func labelsCountToo(label: String, value: String, accelerator: String) throws {
    let vendor = label.hasPrefix("amd") ? "amd.com/gpu" : "nvidia.com/gpu"
    let node = """
      {"kind": "Node", "metadata": {"name": "n", "labels": {"\(label)": "\(value)"}},
       "status": {"capacity": {"\(vendor)": "8"}, "allocatable": {"\(vendor)": "8"}}}
      """
    let fault = try Imported.fault([("nodes.json", node)]) { $0.accelerator = accelerator }
    #expect(fault?.id.rawValue == "conflict")
    #expect(fault?.expected.contains(accelerator) == true)
  }
}
