import Formats
import FoundationEssentials
import Models
import Quantities

/// What is served, as a user says it: a model by name, what its requests are like, how many there are, and how fast answers
/// have to be.
public struct WorkloadDescription: Sendable {
  /// The name it goes by; of the model where it has none of its own.
  public var name: String
  /// The model as the user named it.
  public var modelReference: String
  /// The format that weights were asked to be stored in; `nil` keeps the checkpoint's.
  public var weightFormat: NumberFormat?
  /// How cache elements are stored; `nil` takes what the checkpoint asks for, else bf16.
  public var cacheFormat: NumberFormat?
  /// What one request is like; its load is the demand, or one request per second where there is none.
  public var traffic: Traffic
  /// The slowest times that are accepted.
  public var targets: ServiceTargets
  /// How many requests there are; `nil` for as many as can be served.
  public var demand: Demand?
  /// Multi-token prediction or a draft.
  public var speculation: Speculation?

  /// - Parameters: As the properties of the same names; `traffic` takes its load from `demand`.
  public init(
    name: String? = nil, modelReference: String, weightFormat: NumberFormat? = nil, cacheFormat: NumberFormat? = nil,
    traffic: Traffic, targets: ServiceTargets = ServiceTargets(), demand: Demand? = nil,
    speculation: Speculation? = nil
  ) {
    self.name = name ?? modelReference
    self.modelReference = modelReference
    self.weightFormat = weightFormat
    self.cacheFormat = cacheFormat
    self.traffic = traffic
    self.traffic.load = .requestsPerSecond(demand?.requestsPerSecond ?? 1)
    self.targets = targets
    self.demand = demand
    self.speculation = speculation
  }
}

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
        .unsupportedVersion, expected: "\"\(formatVersion)\", which is what this version reads")
    }
    let list = try root.required("workloads", expected: "a list of workloads")
    let nodes = try list.items()
    guard (1...mostWorkloads).contains(nodes.count) else {
      throw list.fault(.outOfRange, expected: "1 to \(mostWorkloads) workloads")
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
        id: .duplicateName, file: node.file, key: node.path(to: "name"), line: node.line,
        found: "a second workload that goes by \"\(workload.name)\"",
        expected: "a name that no other workload has; without one it is that of the model")
    }
  }

  /// Without a demand there is nothing to weigh a workload by against others.
  private static func checkDemands(_ workloads: [WorkloadDescription], _ nodes: [InputNode]) throws {
    guard workloads.count > 1, let index = workloads.firstIndex(where: { $0.demand == nil }) else { return }
    throw Diagnostic(
      id: .missingKey, file: nodes[index].file, key: nodes[index].path(to: "requests-per-second"),
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
      let output = try node.required("output")
      return try ServedWorkload(description, model: WorkloadReader.model(of: description, node))
        .checked(file: output.file, key: output.key, line: output.line)
    }
  }
}

/// Reads a workload from a mapping whose keys are named as flags are.
private enum WorkloadReader {
  static let keys = [
    "name", "model", "input", "output", "requests-per-second", "concurrency", "ttft", "tpot", "prefix-cache-hit-rate",
    "precision", "kv-precision", "allow-long-context", "draft-tokens", "acceptance",
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
      return try (description.weightFormat.map { stored.asReleased(in: $0) } ?? stored)
        .stretched(workload.optional("allow-long-context")?.boolean() ?? false)
    } catch let fault as Diagnostic where [.missingFile, .unknownModel].contains(fault.id) {
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
        id: .conflict, file: node.file, key: node.path(to: "concurrency"), line: clients?.line,
        found: "both concurrency and requests-per-second", expected: "one of them")
    }
    if let rate { return Demand(requestsPerSecond: try rate.number(atLeast: 1e-9, atMost: 1e9)) }
    return try clients.map { try Demand(clients: $0, outputTokens: traffic.outputTokens, targets: targets) }
  }
}
