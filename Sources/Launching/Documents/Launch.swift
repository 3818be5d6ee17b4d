/// Everything that starts some deployments with an engine.
public struct Launch: Sendable {
  /// In the order of their paths.
  public let files: [LaunchFile]
  /// What the engine does otherwise than the plan says, each once.
  public let deviations: [Deviation]
  /// What is to be known before it is started.
  public let notes: [String]

  /// - Parameters:
  ///   - deployments: One for each model; with several, each in a folder of its name.
  ///   - engine: That runs them.
  ///   - launcher: That starts it.
  /// - Throws: `LayoutNotExpressible` for a layout that the engine cannot run; `Diagnostic` for what cannot be started.
  public init(_ deployments: [Deployment], engine: any Engine, launcher: any Launcher) throws {
    var files: [LaunchFile] = []
    for deployment in deployments {
      let folder = deployments.count > 1 ? "\(deployment.name)/" : ""
      let own =
        try launcher.files(for: deployment, command: engine.command)
        + (launcher.reachesWorkersByHost ? try engine.frontEnd(for: deployment) : [])
      files += own.map { LaunchFile(path: folder + $0.path, text: $0.text, isExecutable: $0.isExecutable) }
    }
    self.files = files.sorted { $0.path < $1.path }
    deviations = deployments.flatMap(\.workers).flatMap(engine.deviations).reduce(into: []) { all, next in
      if !all.contains(next) { all.append(next) }
    }
    notes = deployments.flatMap { LaunchNotes($0).notes }.reduce(into: []) { all, next in
      if !all.contains(next) { all.append(next) }
    }
  }
}
