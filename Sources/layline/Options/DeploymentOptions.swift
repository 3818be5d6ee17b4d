import ArgumentParser
import Costing
import Inputs
import Planning
import Topology

/// Who serves: workers that do everything, or workers for prefill and others for decode.
struct DeploymentOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Workers, each with a copy of the model.")
  var workers: String?

  @Option(parsing: .unconditional, help: "Ranks that share one sequence's attention.")
  var tensorParallel: String?

  @Option(parsing: .unconditional, help: "Groups of ranks of a worker that hold different sequences.")
  var dataParallel: String?

  @Option(
    parsing: .unconditional,
    help: "Groups of ranks that hold different experts; divides tensor × data parallelism. 1 slices every expert.")
  var expertParallel: String?

  @Option(parsing: .unconditional, help: "Stages of a worker's pipeline.")
  var pipelineParallel: String?

  @Option(parsing: .unconditional, help: "Copies of experts beyond one of each, in every layer.")
  var redundantExperts: String?

  @Option(
    parsing: .unconditional,
    help: "Workers for prefill alone, with --decode: workers=4,dp=4,ep=4 (also tp, pp, redundant).")
  var prefill: String?

  @Option(parsing: .unconditional, help: "Workers for decode alone, with --prefill.")
  var decode: String?

  @Option(help: "The pool of the cluster that serves; needed where there are several.")
  var pool: String?

  @Option(help: "The pool that does prefill, with --prefill; that of --pool by default.")
  var prefillPool: String?

  /// - Throws: `Diagnostic` that names the flag at fault.
  func deployment() throws -> Deployment {
    let degrees = try aggregatedDegrees()
    guard let prefill, let decode else {
      guard prefill == nil, decode == nil else {
        throw conflict(found: prefill == nil ? "--decode alone" : "--prefill alone", "--prefill and --decode together")
      }
      guard prefillPool == nil else { throw conflict(found: "--prefill-pool", "it with --prefill and --decode") }
      return .aggregated(WorkerGroup(degrees))
    }
    guard let first = Degree.allCases.first(where: { degrees[$0] != nil }) else {
      return .disaggregated(
        prefill: try WorkerGroupList(flag: "--prefill", prefill).group,
        decode: try WorkerGroupList(flag: "--decode", decode).group)
    }
    throw conflict(found: "\(first.flag) with --prefill and --decode", "the degrees in their lists")
  }

  /// Indices of the pools that decode and do prefill.
  /// - Throws: `Diagnostic` "unknown-pool" or "pool-missing".
  func pools(of cluster: Cluster) throws -> (decode: Int, prefill: Int) {
    let decode = try index("--pool", pool, cluster) ?? onlyPool(cluster)
    return (decode, try index("--prefill-pool", prefillPool, cluster) ?? decode)
  }

  private func aggregatedDegrees() throws -> [Degree: Int] {
    let written: [(Degree, String?)] = [
      (.workers, workers), (.tensor, tensorParallel), (.data, dataParallel), (.expert, expertParallel),
      (.pipeline, pipelineParallel), (.redundant, redundantExperts),
    ]
    var values: [Degree: Int] = [:]
    for case (let degree, let text?) in written {
      values[degree] = try DegreeValue.read(degree, text, flag: degree.flag)
    }
    return values
  }

  private func index(_ flag: String, _ name: String?, _ cluster: Cluster) throws -> Int? {
    guard let name else { return nil }
    if let index = cluster.pools.firstIndex(where: { $0.name == name }) { return index }
    throw Diagnostic(id: "unknown-pool", file: flag, found: "\"\(name)\"", expected: "one of \(Self.names(cluster))")
  }

  private func onlyPool(_ cluster: Cluster) throws -> Int {
    guard cluster.pools.count > 1 else { return 0 }
    throw Diagnostic(
      id: "pool-missing", file: "--pool", found: "no name, and \(cluster.pools.count) pools in \(cluster.file)",
      expected: "one of \(Self.names(cluster))")
  }

  private static func names(_ cluster: Cluster) -> String { cluster.pools.map(\.name).joined(separator: ", ") }

  private func conflict(found: String, _ expected: String) -> Diagnostic {
    Diagnostic(id: "flags-conflict", file: "command line", found: found, expected: expected)
  }
}
