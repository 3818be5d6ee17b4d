import Costing
import Inputs
import Quantities

/// Reads what a figure is about; keys that its quantity does not need are refused.
struct PublishedSubjectReader {
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

  /// - Parameter value: Of a unit, as published.
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
