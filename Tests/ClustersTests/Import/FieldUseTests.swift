import Clusters
import Formats
import Testing

/// Whatever a reader of the importer knows is used, kept as a note that the output shows, or refused: another value of a field
/// gives another answer. What has no bearing on a layout stands in `withoutBearing`, with the reason.
@Suite("Nothing that a source states is dropped")
struct FieldUseTests {
  /// A file, what is changed in it, and into what.
  struct Change: Sendable, CustomTestStringConvertible {
    let file: String
    let text: String
    let field: String
    let from: String
    let to: String
    var accelerator: String?
    var testDescription: String { "\(file): \(field)" }
  }

  /// Fields that may have any value, by reader.
  static let withoutBearing = [
    "nvidia-smi topo -m":
      "network cards and affinities of CPUs: they say where cards are near, not how GPUs are joined",
    "nvidia-smi --query-gpu":
      "index, uuid, serial, pci.bus_id, driver_version, compute_mode: names of devices and software",
    "NCCL": "cpu, affinity, gdr, port, guid: the host's side; the class of a device that has a gpu element",
    "slurm.conf": "processors, host memory, partitions: not of GPUs",
    "topology.conf": "BlockSizes, Level, BlockIndex, BlockSize: sizes of allocations, and what follows from the tree",
    "gres.conf": "Cores, Flags, UniqueId: the host's side",
    "Kubernetes": "labels, annotations and conditions that say nothing of GPUs, places and readiness",
  ]

  private static let matrix = MatrixText.of(4) { _, _ in "NV18" }.1
  private static let table = """
    index, name, memory.total [MiB], compute_cap, mig.mode.current, count, fabric.cliqueId
    0, NVIDIA H200, 143771 MiB, 9.0, Disabled, 2, 7
    1, NVIDIA H200, 143771 MiB, 9.0, Disabled, 2, 7

    """
  private static let xml = """
    <system version="1"><cpu numaid="0">
    <pci busid="0000:01:00.0" class="0x030200" vendor="0x10de" device="0x2321"><gpu dev="0" sm="90" rank="0">
    <nvlink target="0000:02:00.0" count="12" tclass="0x030200"/></gpu></pci>
    <pci busid="0000:02:00.0" class="0x030200" vendor="0x10de" device="0x2321"><gpu dev="1" sm="90" rank="1"/></pci>
    <pci busid="0000:03:00.0" class="0x020000"><nic><net name="m0" dev="0" speed="400000"/></nic></pci>
    </cpu></system>

    """
  private static let tree = """
    SwitchName=a Nodes=n[1-2] LinkSpeed=1
    SwitchName=b Nodes=n[3-4]
    SwitchName=c Switches=a,b

    """
  private static let blocks = "BlockName=a Nodes=n[1-2]\nBlockName=b Nodes=n[3-4]\n"
  private static let conf =
    "ClusterName=c\nNodeName=n[1-4] Gres=gpu:h200:8 State=DOWN Reason=fan\nNodeName=n5 Gres=gpu:h200:8\n"
  private static let gres = "NodeName=n[1-2] Name=gpu Type=h200 File=/dev/nvidia[0-7]\n"
  private static let node = """
    {"kind": "Node", "metadata": {"name": "n1", "labels": {"nvidia.com/gpu.product": "NVIDIA-H200",
     "nvidia.com/gpu.memory": "143771", "nvidia.com/gpu.count": "8", "fabric.topograph.run/tier-0": "leaf"}},
     "spec": {"unschedulable": false, "taints": [{"key": "broken", "effect": "PreferNoSchedule"}]},
     "status": {"capacity": {"nvidia.com/gpu": "8"}, "allocatable": {"nvidia.com/gpu": "8"},
     "conditions": [{"type": "Ready", "status": "True"}]}}
    """
  private static let graph = """
    {"instances": [{"id": "n1", "network_layers": ["a", "top"]}, {"id": "n2", "network_layers": ["b", "top"],
     "labels": {"accelerator.topograph.run/domain": "d"}}]}
    """
  private static let fabric = """
    vendid=0x2c9
    Switch\t64 "S-1"\t\t# "leaf" lid 1 lmc 0
    [1]\t"H-1"[1](a) \t\t# "n1 mlx5_0" lid 9 4xNDR
    [2]\t"H-2"[1](a) \t\t# "n2 mlx5_0" lid 9 4xNDR

    """

  private static func changes(
    _ file: String, _ text: String, accelerator: String? = nil, _ fields: [(String, String, String)]
  ) -> [Change] {
    fields.map { Change(file: file, text: text, field: $0.0, from: $0.1, to: $0.2, accelerator: accelerator) }
  }

  static let changes: [Change] =
    changes("topo.txt", matrix, accelerator: "H200-SXM", [("links", "NV18", "NV17"), ("a bus", "NV18", "PIX")])
    + changes(
      "q.csv", table,
      [
        ("name", "NVIDIA H200", "NVIDIA H100 NVL"), ("memory.total", "143771", "143000"), ("compute_cap", "9.0", "8.0"),
        ("mig.mode.current", "Disabled", "Enabled"), ("count", "Disabled, 2", "Disabled, 8"),
        ("fabric.cliqueId", ", 7", ", 0"),
      ])
    + changes(
      "t.xml", xml,
      [
        ("device", "0x2321", "0x2335"), ("count", "count=\"12\"", "count=\"4\""),
        ("target", "02:00.0\" count", "09:00.0\" count"),
      ])
    + changes("t.xml", xml.replacing("0x2321", with: "0x2335"), [("speed", "400000", "200000")])
    + changes(
      "topology.conf", tree, accelerator: "H200-SXM",
      [
        ("Nodes", "n[3-4]", "n[3-5]"), ("Switches", "Switches=a,b", "Switches=a"),
        ("LinkSpeed", "LinkSpeed=1", "LinkSpeed=400"),
        ("another key", "LinkSpeed", "Speed"),
      ])
    + changes("topology.conf", blocks, accelerator: "H200-SXM", [("Nodes", "n[3-4]", "n[3-5]"), ("names", "=b", "=a")])
    + changes(
      "slurm.conf", conf,
      [
        ("NodeName", "n[1-4]", "n[1-3]"), ("Gres", "h200:8 S", "h200:4 S"), ("type", "h200:8 S", "h20:8 S"),
        ("State", "DOWN", "IDLE"), ("Reason", "fan", "disk"),
      ])
    + changes(
      "gres.conf", gres,
      [
        ("NodeName", "n[1-2]", "n1"), ("Type", "h200", "l40s"), ("File", "[0-7]", "[0-3]"),
        ("Name", "Name=gpu", "Name=mps"),
        ("Links", "Type=h200", "Type=h200 Links=-1,18,18,18,18,18,18,18"),
      ])
    + changes(
      "nodes.json", node,
      [
        ("product", "NVIDIA-H200", "NVIDIA-L40S"), ("memory", "143771", "143000"),
        ("count", "count\": \"8", "count\": \"9"),
        ("tier", "tier-0", "tier-1"), ("unschedulable", "false", "true"), ("taint", "PreferNoSchedule", "NoSchedule"),
        ("allocatable", "allocatable\": {\"nvidia.com/gpu\": \"8", "allocatable\": {\"nvidia.com/gpu\": \"7"),
        ("capacity", "capacity\": {\"nvidia.com/gpu\": \"8", "capacity\": {\"nvidia.com/gpu\": \"9"),
        ("Ready", "\"True\"", "\"False\""), ("name", "\"n1\"", "\"n2\""),
      ])
    + changes(
      "graph.json", graph, accelerator: "H200-SXM",
      [
        ("id", "n1", "n9"), ("layers", "\"b\", \"top\"", "\"a\", \"top\""),
        ("highest layer", "\"b\", \"top\"", "\"b\", \"other\""),
      ])
    + changes(
      "fabric.out", fabric, accelerator: "H200-SXM",
      [("speed", "4xNDR", "4xHDR"), ("node", "n2 mlx5_0", "n3 mlx5_0"), ("card", "n2 mlx5_0", "n1 mlx5_1")])

  @Test(arguments: changes) func anotherValueIsAnotherAnswer(change: Change) throws {
    #expect(change.text.contains(change.from), "nothing to change")
    let before = answer(change, change.text)
    let after = answer(change, change.text.replacing(change.from, with: change.to))
    #expect(before != after)
  }

  /// What is imported with its notes, or the fault; without the texts that name the file's kind.
  private func answer(_ change: Change, _ text: String) -> String {
    do {
      let imported = try Imported.cluster([(change.file, text)]) {
        $0.accelerator = change.accelerator
        if ["topology.conf", "graph.json", "fabric.out"].contains(change.file) { $0.gpusPerNode = 8 }
      }
      return imported.text + imported.notes.joined(separator: "\n")
    } catch { return "\(error)" }
  }
}
