import Costing
import Formats
import FoundationEssentials
import Quantities

/// A file of published figures: sets that share a citation and other properties.
enum PublishedFile {
  static let formatVersion = "published/1"

  /// Reads `{layline, kind, sets: [{citation, shared, figures}]}`.
  /// - Parameter file: The file name used in messages.
  static func figures(_ bytes: some Sequence<UInt8>, file: String) throws -> [PublishedFigure] {
    let root = try InputDocument.parse(Data(bytes), file: file)
    try root.allowOnly(["layline", "kind", "sets"])
    let version = try root.required("layline", expected: "\"\(formatVersion)\"")
    guard try version.text() == formatVersion else {
      throw version.fault(.unsupportedVersion, expected: "\"\(formatVersion)\"")
    }
    let kind = try root.required("kind").choice(PublishedKind.self)
    return try root.required("sets").items().flatMap { try figures(ofSet: $0, kind: kind) }
  }

  private static func figures(ofSet set: InputNode, kind: PublishedKind) throws -> [PublishedFigure] {
    try set.allowOnly(["citation", "shared", "figures"])
    let citation = try citation(set.required("citation", expected: "{title, url}"))
    let shared = try set.optional("shared")?.entries() ?? []
    return try set.required("figures").items().map { figure in
      try PublishedFigureReader(kind: kind, citation: citation, node: adding(shared, to: figure)).figure()
    }
  }

  private static func citation(_ node: InputNode) throws -> PublishedCitation {
    try node.allowOnly(["title", "url"])
    let url = try node.required("url")
    guard try url.text().hasPrefix("https://") else { throw url.fault(.unknownValue, expected: "an https address") }
    return PublishedCitation(title: try node.required("title").text(), url: try url.text())
  }

  /// A figure's own keys win over the shared ones.
  private static func adding(_ shared: [(key: String, value: InputNode)], to figure: InputNode) throws -> InputNode {
    let own = try figure.entries()
    let more = shared.filter { entry in !own.contains { $0.key == entry.key } }
    return InputNode(file: figure.file, key: figure.key, line: figure.line, content: .mapping(own + more))
  }
}

extension InputNode {
  /// Reads `{workers, tp, dp, pp, ep, redundantExperts}`. Absent degrees are 1, absent redundant experts 0.
  /// - Parameter allowsPipeline: Whether `pp` is allowed.
  func workerGroup(allowsPipeline: Bool) throws -> WorkerGroup {
    try allowOnly(["workers", "tp", "dp", "ep", "redundantExperts"] + (allowsPipeline ? ["pp"] : []))
    func degree(_ name: String) throws -> Int { try optional(name)?.integer(atLeast: 1, atMost: 1 << 20) ?? 1 }
    let group = WorkerGroup(
      workers: try degree("workers"), tensorParallel: try degree("tp"), dataParallel: try degree("dp"),
      pipelineParallel: try degree("pp"), expertParallel: try degree("ep"),
      redundantExperts: try optional("redundantExperts")?.integer(atMost: 1 << 20) ?? 0)
    guard group.gpusPerStage % group.expertParallel == 0 else {
      throw fault(.outOfRange, expected: "an ep that divides tp × dp")
    }
    return group
  }

  /// `{aggregated: {...}}`, `{prefillOnly: {...}}`, `{decodeOnly: {...}}` or `{prefill: {...}, decode: {...}}`.
  func deployment() throws -> Deployment {
    try allowOnly(["aggregated", "prefillOnly", "decodeOnly", "prefill", "decode"])
    func group(_ name: String) throws -> WorkerGroup? { try optional(name)?.workerGroup(allowsPipeline: true) }
    switch (try entries().count, try group("prefill"), try group("decode")) {
    case (2, let prefill?, let decode?): return .disaggregated(prefill: prefill, decode: decode)
    case (1, nil, nil):
      if let group = try group("aggregated") { return .aggregated(group) }
      if let group = try group("prefillOnly") { return .prefillOnly(group) }
      if let group = try group("decodeOnly") { return .decodeOnly(group) }
      fallthrough
    default:
      throw fault(.wrongType, expected: "aggregated, prefillOnly or decodeOnly, or both prefill and decode")
    }
  }

  /// `{drafts, acceptance}`.
  func speculation() throws -> Speculation {
    try allowOnly(["drafts", "acceptance"])
    return Speculation(
      draftTokens: try required("drafts").integer(atLeast: 1, atMost: 64),
      acceptance: try required("acceptance").number(atLeast: 0, atMost: 1))
  }

  /// `{experts, expertsPerToken, width, weights}`.
  func mixtureSketch() throws -> MixtureSketch {
    try allowOnly(["experts", "expertsPerToken", "width", "weights"])
    let experts = try required("experts").integer(atLeast: 1, atMost: 1 << 20)
    return MixtureSketch(
      experts: experts, expertsPerToken: try required("expertsPerToken").integer(atLeast: 1, atMost: experts),
      width: try required("width").integer(atLeast: 1, atMost: 1 << 20),
      weights: try required("weights").choice(NumberFormat.self))
  }

  /// The texts of a list.
  func texts() throws -> [String] { try items().map { try $0.text() } }
}

/// Reads one figure: its evidence and value, and its subject by quantity.
private struct PublishedFigureReader {
  let kind: PublishedKind
  let citation: PublishedCitation
  /// The figure's own keys and those that its set shares.
  let node: InputNode

  private static let keys = [
    "id", "quantity", "evidence", "value", "perGPUs", "tolerance", "reason", "confidence", "assumed", "knownMiss",
  ]

  /// - Throws: `Diagnostic` with file, line and key.
  func figure() throws -> PublishedFigure {
    let subject = try subject()
    return PublishedFigure(
      id: try node.required("id").text(), kind: kind, citation: citation,
      evidence: try node.required("evidence", expected: "what the publication says").text(),
      assumed: try node.optional("assumed")?.texts() ?? [], quantity: try node.required("quantity").text(),
      subject: subject, value: try value(subject.unit),
      tolerance: try node.required("tolerance", expected: "a fraction").number(atLeast: 0, atMost: 4),
      toleranceReason: try node.required("reason", expected: "why the tolerance is what it is").text(),
      confidence: try node.required("confidence").choice(PublishedFigure.Confidence.self),
      knownMiss: try node.optional("knownMiss")?.text())
  }

  /// The published value divided by the number of GPUs that it covers.
  private func value(_ unit: PublishedUnit) throws -> Double {
    let value = try unit.value(node.required("value"))
    return value / Double(try node.optional("perGPUs")?.integer(atLeast: 1, atMost: 1 << 20) ?? 1)
  }

  private func subject() throws -> PublishedSubject {
    let quantity = try node.required("quantity")
    let reader = PublishedSubjectReader(node: node, commonKeys: Self.keys)
    let word = try quantity.text()
    if let property = ArchitectureFigure.Property(rawValue: word) { return try reader.architecture(property) }
    if let property = MemoryFigure.Property(rawValue: word) { return try reader.memory(property) }
    if let property = MachineFigure.Property(rawValue: word) { return try reader.machine(property) }
    if let measured = MeasuredQuantity(rawValue: word) { return try reader.serving(measured, value: value) }
    switch word {
    case "operatorTime": return try reader.operators()
    case "tokensPerStep": return try reader.speculation()
    default: throw quantity.fault(.unknownValue, expected: "one of \(Self.quantities.joined(separator: ", "))")
    }
  }

  private static let quantities =
    ArchitectureFigure.Property.allCases.map(\.rawValue) + MemoryFigure.Property.allCases.map(\.rawValue)
    + MachineFigure.Property.allCases.map(\.rawValue) + MeasuredQuantity.allCases.map(\.rawValue)
    + ["operatorTime", "tokensPerStep"]
}

/// Reads the subject of a figure; keys that its quantity does not use are refused.
private struct PublishedSubjectReader {
  let node: InputNode
  let commonKeys: [String]

  func architecture(_ property: ArchitectureFigure.Property) throws -> PublishedSubject {
    try allowOnly(["model", "weights", "cache", "context"])
    return .architecture(
      ArchitectureFigure(
        property: property, model: try catalogueModel(), cacheFormat: try format("cache") ?? .bfloat16,
        context: try node.optional("context")?.integer(atLeast: 1) ?? 1))
  }

  func memory(_ property: MemoryFigure.Property) throws -> PublishedSubject {
    try allowOnly(["model", "weights", "cache", "accelerator", "group"])
    return .memory(
      MemoryFigure(
        property: property, model: try catalogueModel(), cacheFormat: try format("cache"),
        accelerator: try node.required("accelerator").text(),
        group: try node.required("group").workerGroup(allowsPipeline: false)))
  }

  func machine(_ property: MachineFigure.Property) throws -> PublishedSubject {
    try allowOnly(["model", "weights", "mixture", "accelerator", "cluster", "format"])
    let machine: MachineFigure.Machine =
      if let cluster = try node.optional("cluster") {
        .cluster(try cluster.text())
      } else {
        .accelerator(try node.required(anyOf: ["accelerator", "cluster"]).text())
      }
    let hasModel = try node.optional(anyOf: ["model", "mixture"]) != nil
    return .machine(
      MachineFigure(
        property: property, machine: machine, format: try format("format") ?? .bfloat16,
        model: hasModel ? try model() : nil))
  }

  func operators() throws -> PublishedSubject {
    try allowOnly([
      "model", "weights", "mixture", "cache", "cluster", "calibration", "copies", "group", "tokensPerRank",
      "context", "operators", "runs",
    ])
    return .operators(
      OperatorFigure(
        model: try model(), cacheFormat: try format("cache"), cluster: try node.required("cluster").text(),
        calibration: try node.optional("calibration")?.text() ?? "default",
        copies: try node.optional("copies")?.choice(Calibration.DispatchCopies.self),
        group: try node.required("group").workerGroup(allowsPipeline: false),
        tokensPerRank: try node.required("tokensPerRank").integer(atLeast: 1, atMost: 1 << 30),
        context: try node.optional("context")?.integer(atLeast: 1) ?? 1,
        operators: try node.required("operators").texts(),
        runs: try node.optional("runs")?.number(atLeast: 1) ?? 1))
  }

  func speculation() throws -> PublishedSubject {
    try allowOnly(["speculation"])
    return .speculation(try node.required("speculation").speculation())
  }

  /// - Parameter value: The value of a unit, as published.
  func serving(_ quantity: MeasuredQuantity, value: (PublishedUnit) throws -> Double) throws -> PublishedSubject {
    try allowOnly([
      "model", "weights", "cache", "accelerator", "runtime", "runtimeVersion", "deployment", "traffic", "speculation",
      "twoBatchOverlap",
    ])
    let traffic = try PublishedTraffic(node.required("traffic"))
    let run = MeasuredRun(
      id: try node.required("id").text(), file: node.file, place: node.line.map { "line \($0)" } ?? "",
      model: try node.required("model").text(), accelerator: try node.required("accelerator").text(),
      runtime: try node.optional("runtime")?.text(), runtimeVersion: try node.optional("runtimeVersion")?.text(),
      weightFormat: try format("weights"), cacheFormat: try format("cache"),
      deployment: try node.required("deployment").deployment(), traffic: traffic.traffic,
      speculation: try node.optional("speculation")?.speculation(),
      twoBatchOverlap: try node.optional("twoBatchOverlap")?.boolean() ?? false, figures: [:])
    var figure = ServingFigure(run: run, quantity: quantity, fillsMemory: traffic.fillsMemory)
    figure.run.figures = [quantity: try value(figure.unit)]
    return .serving(figure)
  }

  private func allowOnly(_ keys: [String]) throws { try node.allowOnly(commonKeys + keys) }

  private func model() throws -> PublishedModel {
    if let sketch = try node.optional("mixture") { return .mixture(try sketch.mixtureSketch()) }
    return try catalogueModel()
  }

  private func catalogueModel() throws -> PublishedModel {
    .catalogue(try node.required("model", expected: "a name of the catalogue").text(), weights: try format("weights"))
  }

  private func format(_ key: String) throws -> NumberFormat? { try node.optional(key)?.choice(NumberFormat.self) }
}

/// Traffic as a published figure writes it: lengths, and one way of saying how much of it there is.
private struct PublishedTraffic {
  let traffic: Traffic
  /// Whether the load is the largest that fits the memory.
  let fillsMemory: Bool

  private static let lengths = ["input", "output", "context", "prefixCacheHitRate", "requests"]
  private static let loads = [
    "concurrency", "requestsPerSecond", "sequencesPerRank", "promptTokensPerRank", "fillsMemory",
  ]

  /// Reads `{input, output, context, prefixCacheHitRate, requests}` and one of the loads.
  init(_ node: InputNode) throws {
    try node.allowOnly(Self.lengths + Self.loads)
    func number(_ name: String) throws -> Double? { try node.optional(name)?.number(atLeast: 0) }
    let given = try Self.loads.filter { try node.optional($0) != nil }
    guard given.count == 1 else {
      throw node.fault(.missingKey, expected: "exactly one of \(Self.loads.joined(separator: ", "))")
    }
    let fillsMemory = given[0] == "fillsMemory"
    self.fillsMemory = fillsMemory
    let amount = fillsMemory ? 1 : try node.required(given[0]).number(atLeast: .leastNonzeroMagnitude)
    traffic = Traffic(
      inputTokens: try node.required("input", expected: "tokens of a prompt").number(atLeast: 0),
      outputTokens: try node.required("output", expected: "tokens generated").number(atLeast: 0),
      averageContext: try number("context"), prefixCacheHitRate: try number("prefixCacheHitRate") ?? 0,
      load: Self.load(given[0], amount), requests: try number("requests"))
    if fillsMemory, try !node.required("fillsMemory").boolean() {
      throw node.fault(.unknownValue, expected: "fillsMemory: true, or another load")
    }
  }

  private static func load(_ name: String, _ amount: Double) -> Traffic.Load {
    switch name {
    case "concurrency": .concurrency(amount)
    case "requestsPerSecond": .requestsPerSecond(amount)
    case "promptTokensPerRank": .promptTokensPerRank(amount)
    default: .sequencesPerRank(amount)
    }
  }
}
