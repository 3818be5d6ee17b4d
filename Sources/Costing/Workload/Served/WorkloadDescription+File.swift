import Foundation
import Inputs

extension WorkloadDescription {
  static let formatVersion = "workloads/1"
  /// Workloads of a file at most.
  public static let mostWorkloads = 16

  /// Reads what a file says of workloads; no model is looked at.
  /// - Parameter path: YAML, or JSON of the same shape.
  /// - Throws: `Diagnostic` with file, line and key for anything that is not as the format asks.
  public static func read(contentsOf path: String) throws -> [WorkloadDescription] {
    try read(InputDocument.read(contentsOf: path)).map(\.description)
  }

  fileprivate static func read(
    _ root: InputNode
  ) throws -> [(description: WorkloadDescription, node: InputNode)] {
    try root.allowOnly(["layline", "workloads"])
    if let version = try root.optional("layline"), try version.text() != formatVersion {
      throw version.fault(
        "unsupported-version", expected: "\"\(formatVersion)\", which is what this version reads")
    }
    let list = try root.required("workloads", expected: "a list of workloads")
    let nodes = try list.items()
    guard (1...mostWorkloads).contains(nodes.count) else {
      throw list.fault("out-of-range", expected: "1 to \(mostWorkloads) workloads")
    }
    let workloads = try nodes.map(WorkloadReader.description)
    try checkNames(workloads, nodes)
    try checkDemands(workloads, nodes)
    return Array(zip(workloads, nodes))
  }

  private static func checkNames(_ workloads: [WorkloadDescription], _ nodes: [InputNode]) throws {
    var seen: Set<String> = []
    for (workload, node) in zip(workloads, nodes) where !seen.insert(workload.name).inserted {
      throw Diagnostic(
        id: "duplicate-name", file: node.file, key: node.path(to: "name"), line: node.line,
        found: "a second workload that goes by \"\(workload.name)\"",
        expected: "a name that no other workload has; without one it is that of the model")
    }
  }

  /// Without a demand there is nothing to weigh a workload by against others.
  private static func checkDemands(_ workloads: [WorkloadDescription], _ nodes: [InputNode]) throws {
    guard workloads.count > 1, let index = workloads.firstIndex(where: { $0.demand == nil }) else { return }
    throw Diagnostic(
      id: "missing-key", file: nodes[index].file, key: nodes[index].path(to: "requests-per-second"),
      line: nodes[index].line, found: "no demand of \"\(workloads[index].name)\"",
      expected: "requests-per-second or concurrency, as there are several workloads")
  }
}

extension ServedWorkload {
  /// Reads the workloads of a file, and their models.
  /// - Parameter path: YAML, or JSON of the same shape.
  /// - Throws: `Diagnostic` with file, line and key for anything that is not as the format asks.
  public static func read(contentsOf path: String) throws -> [ServedWorkload] {
    try read(InputDocument.read(contentsOf: path))
  }

  /// Reads the workloads of a text, and their models.
  /// - Parameters:
  ///   - data: The text.
  ///   - file: Names it in messages.
  /// - Throws: `Diagnostic` with file, line and key for anything that is not as the format asks.
  public static func read(parsing data: Data, file: String) throws -> [ServedWorkload] {
    try read(InputDocument.parse(data, file: file))
  }

  private static func read(_ root: InputNode) throws -> [ServedWorkload] {
    try WorkloadDescription.read(root).map { description, node in
      ServedWorkload(description, model: try WorkloadReader.model(of: description, node))
    }
  }
}
