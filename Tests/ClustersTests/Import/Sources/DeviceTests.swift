import Clusters
import Quantities
import Testing

@Suite("Machines that describe themselves")
struct DeviceTests {
  private static let tabs = "\tGPU0\tGPU1\tNIC0\tCPU Affinity\nGPU0\t X \tNV18\tPIX\t0-55\nGPU1\tNV18\t X \tSYS\t0-55\n"
  private static let spaces = "      \u{1B}[4mGPU0  GPU1 \u{1B}[0m\nGPU0   X    PHB\nGPU1  PHB    X\n"

  @Test(arguments: [(tabs, 0), (spaces, 1)]) func matricesHaveTabsOrSpaces(text: String, notes: Int) throws {
    let imported = try Imported.cluster([("topo.txt", text)]) {
      $0.accelerator = "H100-SXM5"
      $0.nodeCount = 3
    }
    #expect((imported.cluster.gpuCount, imported.cluster.pools[0].nodeCount) == (6, 3))
    #expect(imported.notes.filter { $0.contains("not NVLink") }.count == notes)
    #expect(imported.cluster.pools[0].hosts == [])
  }

  @Test func tablesHaveAHeaderOrColumnsOfTheUser() throws {
    let rows = "0, NVIDIA H200, 143771 MiB\n1, NVIDIA H200, 143771 MiB\n"
    let withHeader = "index, name, memory.total [MiB]\n" + rows
    #expect(try Imported.pool([("q.csv", withHeader)]).gpusPerNode == 2)
    #expect(try Imported.fault([("q.csv", rows)])?.id.rawValue == "missing-header")
    #expect(try Imported.pool([("q.csv", rows)]) { $0.columns = ["index", "name", "memory.total"] }.gpusPerNode == 2)
    let units = rows.replacing(" MiB", with: "")
    #expect(try Imported.pool([("q.csv", units)]) { $0.columns = ["index", "name", "memory.total"] }.gpusPerNode == 2)
    #expect(try Imported.fault([("q.csv", withHeader + "1, NVIDIA H200, 143771 MiB\n")])?.line == 4)
    #expect(try Imported.fault([("q.csv", withHeader + "2, NVIDIA L40S, 46068 MiB\n")])?.id.rawValue == "conflict")
  }

  private static func xml(_ gpu: String, speed: String = "400000", ports: Int = 2) -> String {
    let nets = (0..<ports).map { "<net name=\"m\($0)\" dev=\"\($0)\" speed=\"\(speed)\"/>" }.joined(separator: "\n")
    return """
      <!-- by hand -->
      <system version="1"><cpu numaid="0">
      <pci busid="0" class="0x060400">
        <pci busid="1" class="0x030200" \(gpu)/>
        <pci busid="2" class="0x020000"><nic>\(nets)</nic></pci>
      </pci></cpu></system>
      """
  }

  /// Two cards of 400 Gb/s beside one GPU: 100 GB/s.
  @Test func cardsOfATopologyAreTheNetwork() throws {
    let text = Self.xml("vendor=\"0x10de\" device=\"0x2335\"")
    let pool = try Imported.pool([("t.xml", text)]) { $0.nodeCount = 2 }
    #expect((pool.accelerator.id, pool.gpusPerNode, pool.tiers[0].bandwidth.value) == ("H200-SXM", 1, 100e9))
    #expect(pool.sources["tiers[0].bandwidth"]?.isVerified == true)
    #expect(pool.sources["tiers[0].latency"]?.isVerified == false)
  }

  @Test func aSpeedThatNoCardHasIsLeftOut() throws {
    let text = Self.xml("vendor=\"0x10de\" device=\"0x2335\"", speed: "200000000")
    let imported = try Imported.cluster([("t.xml", text)])
    #expect(imported.cluster.pools[0].tiers[0].bandwidth.value == 50e9)
    #expect(imported.notes.contains { $0.contains("t.xml line 5") })
  }

  @Test func unknownDevicesAreNamed() throws {
    let fault = try Imported.fault([("t.xml", Self.xml("vendor=\"0x1002\" device=\"0x74a0\""))])
    #expect((fault?.id.rawValue, fault?.line) == ("unknown-accelerator", 4))
    #expect(fault?.found.contains("MI300A") == true && fault?.expected.contains("MI300X") == true)
  }

  /// Nothing expands, and depth is counted.
  @Test(arguments: [
    "<!DOCTYPE s [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<system>&b;</system>",
    "<system>" + String(repeating: "<pci busid=\"1\">", count: 100_000), "<system><![CDATA[x]]></system>",
  ])
  func documentsThatExplodeAreRefused(text: String) throws {
    #expect(try Imported.fault([("t.xml", text)], kind: .collectiveTopology)?.id.rawValue == "xml-invalid")
  }

  @Test func productsAreTold() throws {
    let names = try AcceleratorNamesProbe.names()
    #expect(names("NVIDIA-H100-80GB-HBM3") == ["H100-SXM5"])
    #expect(names("nvidia_h100_pcie") == ["H100-PCIe"])
    #expect(names("NVIDIA H100 NVL") == ["H100-NVL"])
    #expect(Set(names("h100")) == ["H100-SXM5", "H100-PCIe", "H100-NVL"])
    #expect(names("NVIDIA A100-SXM4-40GB") == ["A100-SXM4-40GB"])
    #expect(names("NVIDIA A100 80GB PCIe") == ["A100-PCIe-80GB"])
    #expect(names("NVIDIA A100-SXM-64GB") == [])
    #expect(names("NVIDIA GB200") == ["GB200-NVL72"])
    #expect(names("AMD Instinct MI300X OAM") == ["MI300X"])
    #expect(names("NVIDIA B300 SXM6 AC") == ["B300-SXM"])
    #expect(names("Tesla V100-SXM2-32GB") == ["V100-SXM2-32GB"])
    #expect(names("NVIDIA GeForce RTX 4090") == ["RTX-4090"] && names("rtx_4090") == ["RTX-4090"])
    #expect(names("rtx4090") == ["RTX-4090"] && names("NVIDIA GeForce RTX 4090 Laptop GPU") == [])
    #expect(names("NVIDIA RTX 6000 Ada Generation") == ["RTX-6000-Ada"] && names("Quadro RTX 6000") == [])
    #expect(names("NVIDIA RTX PRO 6000 Blackwell Server Edition") == ["RTX-PRO-6000-SE"])
    #expect(names("NVIDIA H200 NVL") == ["H200-NVL"] && names("NVIDIA H20-3e") == ["H20-3e"])
    #expect(names("NVIDIA GH200 480GB") == ["GH200-96GB"] && names("NVIDIA A10G") == ["A10G"])
    // Every name of the catalogue is one.
    for id in try AcceleratorCatalogue.accelerators().map(\.id) { #expect(names(id) == [id]) }
  }
}
