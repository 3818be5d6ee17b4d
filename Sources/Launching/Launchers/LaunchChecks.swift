import Inputs

/// What launchers ask of a worker before they write anything.
enum LaunchChecks {
  /// GPUs of each machine, which must be the same everywhere.
  static func gpusPerNode(of worker: LaunchedWorker, for launcher: String) throws -> Int {
    guard let gpus = worker.gpusPerNode else {
      let counts = worker.nodes.map { "\($0.host): \($0.gpus.count)" }.joined(separator: ", ")
      throw Diagnostic(
        id: "not-expressible", file: launcher, key: worker.name,
        found: "machines with different numbers of GPUs (\(counts))",
        expected: "the same number of GPUs of each machine",
        advice: "use --for mpi, or plan with whole machines")
    }
    return gpus
  }

  /// Names of machines end up in lists that have no quotes.
  static func hostNames(of worker: LaunchedWorker, for launcher: String) throws {
    for node in worker.nodes where node.isNamed {
      let isPlain = !node.host.isEmpty && !node.host.hasPrefix("-") && node.host.utf8.allSatisfy { plain.contains($0) }
      guard isPlain else {
        throw Diagnostic(
          id: "host-name", file: launcher, key: worker.name, found: "\"\(node.host)\"",
          expected: "a name of letters, digits, \".\", \"-\" and \"_\"")
      }
    }
    let named = worker.nodes.filter(\.isNamed).map(\.host)
    guard Set(named).count == named.count else {
      throw Diagnostic(
        id: "host-name", file: launcher, key: worker.name, found: "a machine that stands twice",
        expected: "every machine once")
    }
  }

  /// Whether the machines are known by name.
  static func isNamed(_ worker: LaunchedWorker) -> Bool { worker.nodes.allSatisfy(\.isNamed) }

  private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_".utf8)
}
