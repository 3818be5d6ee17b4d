/// What is to be known before a deployment is started.
struct LaunchNotes {
  private let deployment: Deployment

  init(_ deployment: Deployment) { self.deployment = deployment }

  var notes: [String] { [unnamed].compactMap(\.self) }

  private var unnamed: String? {
    guard let node = deployment.workers.flatMap(\.nodes).first(where: { !$0.isNamed }) else { return nil }
    return
      "the cluster's file names no hosts: names such as \(node.host) stand for machines; hosts: in it gives them their "
      + "names"
  }
}
