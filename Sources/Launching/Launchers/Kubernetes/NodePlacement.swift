/// Which machines of Kubernetes a group of workers may have.
struct NodePlacement {
  /// The label whose value pods of a worker share, and no other worker has; `nil` for none.
  let exclusiveTopology: String?
  /// The machines, all of them named; empty where Kubernetes chooses.
  let hosts: [String]
  /// What to say in the file.
  let remark: String

  /// One worker in each domain is what LeaderWorkerSet can ask for. Where the plan has more of them in a domain, the
  /// machines are named instead.
  init(_ group: Deployment.Group, in deployment: Deployment, options: KubernetesOptions) {
    let domains = group.workers.compactMap(\.domain)
    let others = deployment.workers.filter { worker in !group.workers.contains { $0.name == worker.name } }
    let taken = Set(others.compactMap(\.domain))
    let isExclusive =
      domains.count == group.workers.count && Set(domains).count == domains.count && taken.isDisjoint(with: domains)
    if let key = options.topologyKey, isExclusive {
      exclusiveTopology = key
      hosts = []
      remark = "\(group.name): each worker has all its machines in one domain (\(key)), which it shares with no other."
    } else if group.workers.allSatisfy(LaunchChecks.isNamed) {
      exclusiveTopology = nil
      var seen: Set<String> = []
      hosts = group.workers.flatMap { $0.nodes.map(\.host) }.filter { seen.insert($0).inserted }
      remark = "\(group.name): on the machines of the plan; Kubernetes chooses which of them has which rank."
    } else {
      exclusiveTopology = nil
      hosts = []
      remark = "\(group.name): Kubernetes chooses the machines, as the plan's cluster has no names for them."
    }
  }

  /// `nil` where any machine will do.
  var affinity: YAMLValue? {
    guard !hosts.isEmpty else { return nil }
    let expression: YAMLValue = [
      "key": "kubernetes.io/hostname", "operator": "In", "values": .list(hosts.map { .text($0) }),
    ]
    return [
      "nodeAffinity": [
        "requiredDuringSchedulingIgnoredDuringExecution": [
          "nodeSelectorTerms": [["matchExpressions": [expression]]]
        ]
      ]
    ]
  }
}
