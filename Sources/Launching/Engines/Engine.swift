/// A runtime in one of its versions: what starts a worker with it.
public protocol Engine: Sendable {
  /// "sglang 0.5.23".
  var name: String { get }

  /// What starts a worker.
  /// - Throws: `LayoutNotExpressible` for a layout that the engine cannot run in any form; `Diagnostic` for a worker that
  ///   contradicts itself.
  func command(for worker: LaunchedWorker) throws -> EngineCommand

  /// What the engine does otherwise than the plan of a worker says; empty where it does all of it.
  func deviations(for worker: LaunchedWorker) -> [Deviation]

  /// What stands before workers that share their requests, such as a router of prefill and decode; beside the workers.
  func frontEnd(for deployment: Deployment) throws -> [LaunchFile]
}

extension Engine {
  /// None.
  public func frontEnd(for deployment: Deployment) -> [LaunchFile] { [] }
}
