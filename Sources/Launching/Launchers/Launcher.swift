/// What starts the commands of an engine on many machines.
public protocol Launcher: Sendable {
  /// "slurm".
  var name: String { get }

  /// Whether workers are found at the names of their machines, as a router is told them; pods have addresses of their own.
  var reachesWorkersByHost: Bool { get }

  /// The files that start a deployment, with the files that its commands read.
  ///
  /// - Parameter command: An engine's command for each worker.
  /// - Throws: `Diagnostic` "not-expressible" for what the launcher cannot start, and what `command` throws.
  func files(
    for deployment: Deployment, command: (LaunchedWorker) throws -> EngineCommand
  ) throws -> [LaunchFile]
}

extension Launcher {
  /// They are.
  public var reachesWorkersByHost: Bool { true }
}
