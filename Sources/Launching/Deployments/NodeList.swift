import Topology

/// GPUs of a pool in the order of ranks, machine by machine.
struct NodeList {
  let nodes: [LaunchedNode]

  /// - Parameters:
  ///   - gpus: Numbers in the pool, in the order of ranks.
  ///   - pool: That they lie in.
  init(_ gpus: [Int], in pool: Pool) {
    var nodes: [(machine: Int, gpus: [Int])] = []
    for gpu in gpus {
      let (machine, index) = gpu.quotientAndRemainder(dividingBy: pool.gpusPerNode)
      if nodes.last?.machine == machine {
        nodes[nodes.count - 1].gpus.append(index)
      } else {
        nodes.append((machine, [index]))
      }
    }
    self.nodes = nodes.map { machine, gpus in
      let isNamed = machine < pool.hosts.count
      return LaunchedNode(
        host: isNamed
          ? pool.hosts[machine] : "\(pool.name)-rack\(machine / pool.nodesPerRack)-node\(machine % pool.nodesPerRack)",
        isNamed: isNamed, gpus: gpus, gpuCount: pool.gpusPerNode)
    }
  }
}

extension LaunchedWorker {
  /// The same, knowing where its GPUs meet.
  /// - Parameters:
  ///   - gpus: Numbers in the pool.
  ///   - pool: That they lie in.
  func placed(_ gpus: [Int], in pool: Pool) -> LaunchedWorker {
    var worker = self
    let domains = Set(gpus.map(pool.domain))
    worker.domain = domains.count == 1 ? domains.first.map { "\(pool.name)-domain\($0)" } : nil
    if let tier = pool.tiers.first {
      let groups = Set(gpus.map { $0 / tier.gpusPerGroup })
      worker.leaf = groups.count == 1 ? groups.first.map { "\(pool.name)-\(tier.name)\($0)" } : nil
    }
    return worker
  }
}
