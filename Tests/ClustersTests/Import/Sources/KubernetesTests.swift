import Clusters
import Testing

@Suite("Kubernetes and topograph")
struct KubernetesTests {
  /// A node of eight H200, unless the parts say otherwise.
  private static func node(
    _ name: String, labels: [String: String] = [:], spec: String = "", count: Int = 8, allocatable: Int? = nil,
    ready: String = "True", product: String = "NVIDIA-H200"
  ) -> String {
    let own = ["nvidia.com/gpu.product": product, "nvidia.com/gpu.count": "\(count)"]
    let all = own.merging(labels) { $1 }.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \"\($0.value)\"" }
    return """
      {"kind": "Node", "metadata": {"name": "\(name)", "labels": {\(all.joined(separator: ", "))}}, "spec": {\(spec)},
       "status": {"allocatable": {"nvidia.com/gpu": "\(allocatable ?? count)"},
        "conditions": [{"type": "Ready", "status": "\(ready)"}]}}
      """
  }

  private static func file(_ nodes: [String]) -> [(String, String)] {
    [("nodes.json", "{\"kind\": \"List\", \"items\": [\n\(nodes.joined(separator: ",\n"))\n]}\n")]
  }

  @Test func whatKeepsPodsAwayIsOutOfUse() throws {
    let taint = "\"taints\": [{\"key\": \"maintenance\", \"effect\": \"NoSchedule\"}]"
    let usual =
      "\"taints\": [{\"key\": \"nvidia.com/gpu\", \"effect\": \"NoSchedule\"}, {\"key\": \"x\", \"effect\": \"PreferNoSchedule\"}]"
    let nodes = [
      Self.node("a", spec: usual), Self.node("b", spec: "\"unschedulable\": true"), Self.node("c", spec: taint),
      Self.node("d", ready: "Unknown"), Self.node("e", allocatable: 7),
    ]
    let imported = try Imported.cluster(Self.file(nodes))
    #expect(imported.cluster.pools[0].unavailablePlaces == ["b", "c", "d", "e, gpu 7"])
    #expect(imported.text.contains("- b  # cordoned (nodes.json line 5)"))
    #expect(imported.text.contains("taint maintenance:NoSchedule"))
  }

  @Test(arguments: [
    ["fabric.topograph.run/tier-0", "fabric.topograph.run/tier-1"],
    ["network.topology.nvidia.com/leaf", "network.topology.nvidia.com/spine"],
    ["topology.k8s.aws/network-node-layer-3", "topology.k8s.aws/network-node-layer-2"],
    ["cloud.google.com/gce-topology-subblock", "cloud.google.com/gce-topology-block"],
    ["oci.oraclecloud.com/host.rack_id", "oci.oraclecloud.com/host.network_block_id"],
  ])
  func labelsOfSwitchesAreTiers(keys: [String]) throws {
    let nodes = (0..<8).map { Self.node("n\($0)", labels: [keys[0]: "l\($0 / 2)", keys[1]: "s\($0 / 4)"]) }
    let pool = try Imported.pool(Self.file(nodes))
    #expect(pool.tiers.map(\.gpusPerGroup) == [16, 32, 64])
    #expect(pool.tiers.map(\.name) == ["leaf", "spine", "core"])
    let gap = try Imported.fault(Self.file([Self.node("n", labels: [keys[1]: "s"])]))
    #expect((gap?.id.rawValue, gap?.key) == ("missing-label", keys[0]))
  }

  @Test(arguments: [
    "nvidia.com/gpu.clique", "accelerator.topograph.run/domain", "network.topology.nvidia.com/accelerator",
    "topology.k8s.aws/ultraserver-id",
  ])
  func labelsOfDomainsAreDomains(key: String) throws {
    let nodes = (0..<8).map {
      Self.node("n\($0)", labels: [key: "d\($0 / 4)"], count: 4, product: "NVIDIA-GB200")
    }
    let pool = try Imported.pool(Self.file(nodes))
    #expect((pool.racks, pool.nodesPerRack, pool.gpusPerDomain) == (2, 4, 16))
  }

  @Test func twoLabelsThatDivideNodesOtherwiseAreAConflict() throws {
    let nodes = (0..<4).map {
      Self.node(
        "n\($0)", labels: ["nvidia.com/gpu.clique": "c\($0 / 2)", "accelerator.topograph.run/domain": "d\($0 / 3)"],
        count: 4, product: "NVIDIA-GB200")
    }
    let fault = try Imported.fault(Self.file(nodes))
    #expect((fault?.id.rawValue, fault?.key) == ("conflict", "n2"))
  }

  @Test(arguments: [
    ("NVIDIA-A100-SXM4-80GB-MIG-1g.10gb", "divided-gpu"), ("NVIDIA-H200-SHARED", "divided-gpu"),
    ("NVIDIA-RTX-A4000", "unknown-accelerator"), ("NVIDIA-H100-96GB-HBM3", "unknown-accelerator"),
  ])
  func whatNoPlanDividesIsRefused(product: String, id: String) throws {
    let fault = try Imported.fault(Self.file([Self.node("a", product: product)]))
    #expect((fault?.id.rawValue, fault?.line) == (id, 2))
  }

  @Test func nodesOfSeveralKindsAreSeveralPools() throws {
    let nodes =
      (0..<4).map { Self.node("g\($0)", labels: ["nvidia.com/gpu.clique": "c"], count: 4, product: "NVIDIA-GB200") }
      + (0..<2).map { Self.node("h\($0)") } + [Self.node("cpu", count: 0)]
    let imported = try Imported.cluster(Self.file(nodes))
    #expect(imported.cluster.pools.map(\.name) == ["gb200-nvl72", "h200-sxm"])
    #expect(imported.cluster.pools.map(\.gpuCount) == [16, 16])
    #expect(imported.cluster.interconnect?.bandwidth.value == 50e9)
  }

  @Test func graphsOfTopographAreRead() throws {
    let instances = (0..<4).map { "{\"id\": \"i\($0)\", \"network_layers\": [\"l\($0 / 2)\", \"s\"]}" }
    let text = "{\"instances\": [\(instances.joined(separator: ",\n"))]}"
    #expect(try Imported.pool([("graph.json", text)], Imported.h200).tiers.map(\.gpusPerGroup) == [16, 32])
  }

  @Test func modelsOfTopographAreRead() throws {
    let text = """
      switches:
        core: {switches: [l1, l2]}
      blocks:
        - {switch: l1, nodes: ["[1101-1103]"], annotations: {x/domain: d, x/sub-domain: r1}}
        - {switch: l2, nodes: ["[1201-1203]"], annotations: {x/domain: d, x/sub-domain: r2}}

      """
    let whole = try Imported.pool([("model.yaml", text)], Imported.gb200)
    #expect((whole.gpusPerDomain, whole.hosts.first) == (24, "1101"))
    let parts = try Imported.pool([("model.yaml", text)]) {
      Imported.gb200(&$0)
      $0.domain = .subdomain
    }
    #expect((parts.gpusPerDomain, parts.tiers.map(\.name)) == (12, ["spine"]))
  }
}
