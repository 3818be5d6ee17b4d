extension Deployment {
  /// The same deployments, with ports apart where workers have the same first machine.
  public static func withOwnPorts(_ deployments: [Deployment]) -> [Deployment] {
    var taken: [String: Int] = [:]
    return deployments.map { deployment in
      Deployment(
        name: deployment.name,
        groups: deployment.groups.map { group in
          Group(
            name: group.name,
            workers: group.workers.map { worker in
              let host = worker.nodes.first?.host ?? ""
              var worker = worker
              worker.portOffset = taken[host, default: 0]
              taken[host, default: 0] += 1
              return worker
            })
        })
    }
  }
}
