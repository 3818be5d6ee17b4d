/// What a file is that describes a cluster or a part of it.
public enum SourceKind: String, Sendable, Hashable, CaseIterable {
  /// Slurm's topology.conf: a tree of switches, or blocks.
  case slurmTopology = "slurm-topology"
  /// Slurm's topology.yaml, of several topologies.
  case slurmTopologyYAML = "slurm-topology-yaml"
  /// Slurm's slurm.conf: lines of nodes with their GPUs and states.
  case slurmConfiguration = "slurm-conf"
  /// Slurm's gres.conf.
  case slurmGres = "slurm-gres"
  /// What `kubectl get nodes -o json` prints.
  case kubernetesNodes = "kubernetes-nodes"
  /// The graph that topograph writes as JSON.
  case topographGraph = "topograph-graph"
  /// topograph's model of a cluster, YAML.
  case topographModel = "topograph-model"
  /// What `nvidia-smi topo -m` prints.
  case gpuMatrix = "nvidia-smi-topo"
  /// What `nvidia-smi --query-gpu=... --format=csv` prints.
  case gpuQuery = "nvidia-smi-query"
  /// The topology that NCCL or RCCL reads and dumps, XML.
  case collectiveTopology = "nccl-topology"
  /// What `ibnetdiscover` prints.
  case fabricDump = "ibnetdiscover"

  /// All of them, for messages.
  static let known = allCases.map(\.rawValue).joined(separator: ", ")
}
