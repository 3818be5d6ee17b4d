import Inputs
import Models
import Quantities

/// Reads a workload from a mapping whose keys are named as flags are.
enum WorkloadReader {
  static let keys = [
    "name", "model", "input", "output", "requests-per-second", "concurrency", "ttft", "tpot", "prefix-cache-hit-rate",
    "precision", "kv-precision", "draft-tokens", "acceptance",
  ]

  /// - Throws: `Diagnostic` for any value that is not as the format asks, and for the model's own faults.
  static func description(_ node: InputNode) throws -> WorkloadDescription {
    try node.allowOnly(keys)
    let reference = try node.required("model", expected: "a config.json, its folder, or a name of the catalogue")
    let format = try node.optional("precision")?.choice(NumberFormat.self)
    let traffic = try Traffic(
      input: node.required("input", expected: "tokens of a prompt"),
      output: node.required("output", expected: "tokens generated for a prompt"),
      hits: node.optional("prefix-cache-hit-rate"))
    let targets = ServiceTargets(
      timeToFirstToken: try node.optional("ttft")?.quantity(Seconds.self),
      timePerOutputToken: try node.optional("tpot")?.quantity(Seconds.self))
    return WorkloadDescription(
      name: try node.optional("name")?.name(), modelReference: try reference.text(), weightFormat: format,
      cacheFormat: try node.optional("kv-precision")?.choice(NumberFormat.self), traffic: traffic, targets: targets,
      demand: try demand(node, traffic, targets),
      speculation: try Speculation(
        draft: node.optional("draft-tokens"), acceptance: node.optional("acceptance"), of: node))
  }

  /// The model of a workload, stored as it asks.
  static func model(of description: WorkloadDescription, _ workload: InputNode) throws -> ModelArchitecture {
    let node = try workload.required("model")
    let reference = description.modelReference
    do {
      let stored = try ModelArchitecture(reference: reference)
      return description.weightFormat.map { stored.asReleased(in: $0) } ?? stored
    } catch let fault as Diagnostic where ["file-missing", "model-unknown"].contains(fault.id) {
      // What is wrong is the name, not what stands in a file of that name.
      throw Diagnostic(
        id: fault.id, file: node.file, key: node.key, line: node.line, found: "\"\(reference)\", \(fault.found)",
        expected: fault.expected, advice: fault.advice)
    }
  }

  private static func demand(_ node: InputNode, _ traffic: Traffic, _ targets: ServiceTargets) throws -> Demand? {
    let rate = try node.optional("requests-per-second")
    let clients = try node.optional("concurrency")
    guard rate == nil || clients == nil else {
      throw Diagnostic(
        id: "keys-conflict", file: node.file, key: node.path(to: "concurrency"), line: clients?.line,
        found: "both concurrency and requests-per-second", expected: "one of them")
    }
    if let rate { return Demand(requestsPerSecond: try rate.number(atLeast: 1e-9, atMost: 1e9)) }
    return try clients.map { try Demand(clients: $0, outputTokens: traffic.outputTokens, targets: targets) }
  }
}

extension InputNode {
  /// A name that takes one line of a table.
  fileprivate func name() throws -> String {
    let name = try text()
    guard !name.isEmpty, name.count <= 60, !name.contains(where: \.isNewline) else {
      throw fault("out-of-range", expected: "a name of 1 to 60 letters")
    }
    return name
  }
}
