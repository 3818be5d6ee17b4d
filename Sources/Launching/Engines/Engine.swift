/// A runtime in one of its versions: what starts a worker with it.
public protocol Engine: Sendable {
  /// "sglang 0.5.23".
  var name: String { get }

  /// - Throws: `Diagnostic` "not-expressible" for a layout that the engine cannot run in any form.
  func command(for worker: LaunchedWorker) throws -> EngineCommand
}
