/// What is to be known before a deployment is started.
struct LaunchNotes {
  let notes: [String]

  init(_ deployment: Deployment) {
    let unnamed = deployment.workers.flatMap(\.nodes).first { !$0.isNamed }
    notes =
      unnamed.map {
        [
          "the cluster's file names no hosts, so that names such as \($0.host) stand for machines; hosts: in it gives them "
            + "their own"
        ]
      } ?? []
  }
}
