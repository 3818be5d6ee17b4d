import Clusters

extension SeedTexts {
  /// Honest files of each kind that a cluster is imported from.
  static func importSources(_ kind: SourceKind) -> [[UInt8]] { (importTexts[kind] ?? []).map { Array($0.utf8) } }

  private static let importTexts: [SourceKind: [String]] = [
    .slurmTopology: [
      "# a tree\nSwitchName=a Nodes=n[01-04]\nSwitchName=b Nodes=n[05-07],m8 LinkSpeed=100\nswitchname=c Switches=a,b\n",
      "BlockName=b1 Nodes=n[1-18]\nBlockName=b2 \\\n  Nodes=n[19-36]\nBlockName=b3\nBlockSizes=18,36\n",
    ],
    .slurmTopologyYAML: [
      """
      - topology: t
        cluster_default: true
        tree: {switches: [{switch: r, children: "s[1-2]"}, {switch: s1, nodes: "n[1-2]"}, {switch: s2, nodes: "n[3-4]"}]}
      - topology: b
        block: {block_sizes: [2], blocks: [{block: b1, nodes: "n[1-2]"}, {block: b2, nodes: "n[3-4]"}]}
      - topology: f
        flat: true

      """
    ],
    .slurmConfiguration: [
      "ClusterName=c\nNodeName=DEFAULT Gres=gpu:h200:8 CPUs=64\nNodeName=n[1-4]\nNodeName=n5 State=DRAIN Reason=\"bad link\"\n"
        + "NodeName=login Gres=\"\"\nDownNodes=n2 State=DOWN\n",
      "NodeName=g[01-16] Gres=gpu:b200:8(S:0-1),shard:8 State=UNKNOWN # comment\n",
    ],
    .slurmGres: [
      "AutoDetect=off\nNodeName=n[1-4] Name=gpu Type=h200 File=/dev/nvidia[0-7] Count=8 Cores=0-63\nName=shard Count=8\n",
      "Name=gpu Type=h200 Count=4\nName=gpu Type=h200 File=/dev/nvidia[4-7]\n",
    ],
    .kubernetesNodes: [
      """
      {"kind": "List", "items": [
       {"kind": "Node", "metadata": {"name": "a", "labels": {"nvidia.com/gpu.product": "NVIDIA-H200",
         "nvidia.com/gpu.count": "8", "nvidia.com/gpu.memory": "143771", "fabric.topograph.run/tier-0": "s1"}},
        "spec": {"taints": [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}]},
        "status": {"allocatable": {"nvidia.com/gpu": "7"}, "conditions": [{"type": "Ready", "status": "True"}]}},
       {"kind": "Node", "metadata": {"name": "b", "labels": {"nvidia.com/gpu.product": "NVIDIA-H200",
         "nvidia.com/gpu.count": "8", "fabric.topograph.run/tier-0": "s2"}}, "spec": {"unschedulable": true},
        "status": {"capacity": {"nvidia.com/gpu": "8"}}}]}

      """
    ],
    .topographGraph: [
      """
      {"instances": [{"id": "n1", "network_layers": ["l1", "s"], "labels": {"accelerator.topograph.run/domain": "d"}},
       {"id": "n2", "network_layers": ["l2", "s"], "labels": {"accelerator.topograph.run/domain": "d"}}]}

      """
    ],
    .topographModel: [
      """
      switches:
        core: {switches: [leaf1, leaf2]}
      blocks:
      - {switch: leaf1, nodes: ["n[01-04]"], annotations: {a/domain: d1}}
      - {switch: leaf2, nodes: ["n[05-07]", n9], annotations: {a/domain: d2}}

      """
    ],
    .gpuMatrix: [
      "\tGPU0\tGPU1\tNIC0\tCPU Affinity\tNUMA Affinity\nGPU0\t X \tNV18\tPIX\t0-55\t0\nGPU1\tNV18\t X \tSYS\t0-55\t0\n"
        + "NIC0\tPIX\tSYS\t X \n",
      "     GPU0 GPU1 GPU2\nGPU0  X  PHB SYS\nGPU1 PHB  X  SYS\nGPU2 SYS SYS  X \n",
    ],
    .gpuQuery: [
      "index, name, uuid, memory.total [MiB], mig.mode.current\n0, NVIDIA H200, GPU-a, 143771 MiB, Disabled\n"
        + "1, NVIDIA H200, GPU-b, 143771 MiB, [N/A]\n"
    ],
    .collectiveTopology: [
      """
      <?xml version="1.0"?>
      <!-- a node -->
      <system version="1"><cpu numaid="0">
        <pci busid="0000:10:00.0" class="0x060400">
          <pci busid="0000:11:00.0" class="0x030200" vendor="0x10de" device="0x2335"><gpu dev="0" sm="90" rank="0"/></pci>
          <pci busid="0000:12:00.0" class="0x020000"><nic><net name="m0" dev="0" speed="400000" port="1"/></nic></pci>
        </pci></cpu></system>

      """
    ],
    .fabricDump: [
      """
      # made by hand
      vendid=0x2c9
      switchguid=0x1(1)
      Switch\t4 "S-1"\t\t# "leaf1" enhanced port 0 lid 1 lmc 0
      [1]\t"H-a"[1](a) \t\t# "n1 mlx5_0" lid 10 4xNDR
      [2]\t"H-b"[1](b) \t\t# "n2 mlx5_0" lid 11 4xNDR
      [3]\t"S-3"[1]\t\t# "spine" lid 3 4xNDR

      Switch\t4 "S-2"\t\t# "leaf2" enhanced port 0 lid 2 lmc 0
      [1]\t"H-c"[1](c) \t\t# "n3 mlx5_0" lid 12 4xNDR
      [3]\t"S-3"[2]\t\t# "spine" lid 3 4xNDR

      Switch\t4 "S-3"\t\t# "spine" enhanced port 0 lid 3 lmc 0
      [1]\t"S-1"[3]\t\t# "leaf1" lid 1 4xNDR
      [2]\t"S-2"[3]\t\t# "leaf2" lid 2 4xNDR

      Ca\t1 "H-a"\t\t# "n1 mlx5_0"
      [1](a) \t"S-1"[1]\t\t# lid 10 lmc 0 "leaf1" lid 1 4xNDR

      """
    ],
  ]
}
