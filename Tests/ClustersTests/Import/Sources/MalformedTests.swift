import Clusters
import Testing

/// A fault of each kind of file: what, in which line.
@Suite("Files that are wrong")
struct MalformedTests {
  @Test(arguments: [
    ("topology.conf", "SwitchName=a Nodes=n1\nSwitchName=b Nodes=n[2-\n", "host-pattern", 2),
    ("topology.conf", "SwitchName=a Nodes=n1\nSwitchName=b Nods=n2\n", "unknown-key", 2),
    ("topology.conf", "SwitchName=a Nodes=n1\nSwitchName=a Nodes=n2\n", "duplicate-name", 2),
    ("topology.conf", "SwitchName=a Nodes=n1\nSwitchName=b Nodes=n1\n", "switch-tree", 2),
    ("topology.conf", "SwitchName=a Nodes=n1\nSwitchName=t Switches=a,b\n", "unknown-switch", 2),
    ("topology.conf", "SwitchName=a Switches=b\nSwitchName=b Switches=a\n", "switch-tree", 1),
    // Below two that lie over different others: those over the same ones are one group of a level.
    (
      "topology.conf",
      "SwitchName=a Nodes=n1\nSwitchName=b Switches=a\nSwitchName=d Nodes=n2\nSwitchName=c Switches=a,d\n",
      "switch-tree", 4
    ),
    ("topology.conf", "BlockName=a Nodes=n1\nBlockName=b Nodes=n1\n", "duplicate-name", 2),
    ("topology.conf", "BlockName=a Nodes=n1\nBlockSizes=x\n", "wrong-type", 2),
    ("topology.conf", "# ring\nRingName=a Nodes=n1\n", "unsupported-topology", 2),
    ("topology.yaml", "- topology: a\n  tree: {switches: [{switch: s, nods: n1}]}\n", "unknown-key", 2),
    ("topology.yaml", "- topology: a\n  ring: {rings: []}\n", "unsupported-topology", 2),
    ("slurm.conf", "ClusterName=c\nNodeName=n1 Gres=gpu:8:h100\n", "wrong-type", 2),
    ("slurm.conf", "NodeName=n1 Gres=gpu:8\nNodeName=n1 Gres=gpu:8\n", "duplicate-name", 2),
    ("slurm.conf", "NodeName=n1 Gres=gpu:8\nDownNodes=n2\n", "unknown-node", 2),
    ("slurm.conf", "ClusterName=c\nNodeName=n1 Reason=\"x\n", "slurm-invalid", 2),
    ("slurm.conf", "ClusterName=c\nNodeName=n1 nonsense\n", "slurm-invalid", 2),
    ("slurm.conf", "ClusterName=c\nNodeName=n1 \\", "slurm-invalid", 2),
    ("gres.conf", "AutoDetect=off\nName=gpu Count=many\n", "wrong-type", 2),
    ("gres.conf", "AutoDetect=off\nName=gpu Fiel=/dev/nvidia0\n", "unknown-key", 2),
    ("nodes.json", "{\"items\": [\n{\"kind\": \"Pod\"}]}", "wrong-type", 2),
    ("nodes.json", "{\"items\": [\n{\"metadata\": {\"labels\": {}}}]}", "missing-key", 2),
    (
      "nodes.json",
      "{\"items\": [\n{\"metadata\": {\"name\": \"a\"}, \"status\": {\"allocatable\": {\"nvidia.com/gpu\": \"x\"}}}]}",
      "wrong-type", 2
    ),
    ("graph.json", "{\"instances\": [{\"id\": \"a\"},\n{\"id\": \"a\"}]}", "duplicate-name", 2),
    ("graph.json", "{\"instances\": [{\"id\": \"a b\"}]}", "host-pattern", 1),
    ("model.yaml", "switches: {}\nblocks:\n- {switch: a}\n", "missing-key", 3),
    ("topo.txt", "\tGPU0\tGPU1\nGPU0\t X \tNV4\n", "matrix-invalid", 3),
    ("topo.txt", "\tGPU0\tGPU1\nGPU0\t X \tNV4\nGPU1\tNV4\tNV4\n", "matrix-invalid", 3),
    ("topo.txt", "\tGPU0\tGPU1\nGPU0\t X \tNV4\nGPU1\tSYS\t X \n", "matrix-invalid", 3),
    ("q.csv", "index, name\n0, NVIDIA H200\n1\n", "csv-invalid", 3),
    ("q.csv", "index, name, mig.mode.current\n0, NVIDIA H200, Enabled\n", "divided-gpu", 2),
    ("t.xml", "<system>\n<pci busid=\"1\" class=\"0x030200\">\n</system>", "xml-invalid", 3),
    ("t.xml", "<system>\n<pci class=\"0x030200\"/></system>", "missing-value", 2),
    ("fabric.out", "vendid=0x1\nSwitch\t4 \"S-1\n", "fabric-invalid", 2),
    ("fabric.out", "vendid=0x1\nnonsense\n", "fabric-invalid", 2),
  ])
  func theLineIsNamed(file: String, text: String, id: String, line: Int) throws {
    let fault = try Imported.fault([(file, text)], Imported.h200)
    #expect(
      (fault?.id.rawValue, fault?.line, fault?.file) == (id, line, file), "\(fault.map { "\($0)" } ?? "imported")")
  }

  @Test(arguments: ["hosts", "notes.txt", "page.html", "data.json", "net.json"])
  func whatNothingTellsIsRefused(file: String) throws {
    let texts = [
      "hosts": "node01 slots=8\n", "notes.txt": "a text, with a comma\n", "page.html": "<html></html>",
      "data.json": "{\"a\": 1}", "net.json": "[{\"links\": []}]",
    ]
    let fault = try Imported.fault([(file, texts[file] ?? "")])
    #expect(fault?.id.rawValue == "unknown-source")
    #expect(fault?.expected.contains("slurm-topology") == true)
  }
}
