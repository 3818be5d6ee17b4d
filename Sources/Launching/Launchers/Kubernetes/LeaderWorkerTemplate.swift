/// The specification of a LeaderWorkerSet, which a role of a DisaggregatedSet has too.
struct LeaderWorkerTemplate {
  let group: KubernetesGroup
  /// The name of the deployment as a label.
  let instance: String
  let options: KubernetesOptions

  /// As the API has it.
  var value: YAMLValue {
    let leader = pod(group.command.leader, port: group.command.port)
    let follower = pod(group.size == 1 ? group.command.leader : group.command.follower, port: nil)
    // A group of one pod is its leader.
    let template: YAMLValue = [
      "size": .integer(group.size), "restartPolicy": "RecreateGroupOnPodRestart", "leaderTemplate": leader.value,
      "workerTemplate": follower.value,
    ]
    return ["replicas": .integer(group.workers.count), "leaderWorkerTemplate": template]
  }

  /// What the pods of a group have in common, and no others.
  static func labels(of group: KubernetesGroup, instance: String) -> [(String, String)] {
    [
      ("app.kubernetes.io/instance", instance), ("app.kubernetes.io/component", KubernetesName.label(group.name)),
    ]
  }

  private func pod(_ words: [CommandWord], port: Int?) -> PodTemplate {
    let context = CommandContext(
      leader: .variable("LWS_LEADER_ADDRESS"),
      nodeRank: group.size == 1 ? .text("0") : .variable("LWS_WORKER_INDEX"), folder: .text(EngineFiles.folder))
    return PodTemplate(
      labels: Self.labels(of: group, instance: instance), container: group.command.engine, image: group.image,
      command: KubernetesCommand.words(words, in: context), environment: group.command.environment,
      gpuResource: options.gpuResource, gpus: group.gpusPerNode, port: port, files: group.files,
      affinity: group.placement.affinity)
  }
}
