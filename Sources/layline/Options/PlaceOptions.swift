import ArgumentParser
import Costing
import Experts
import Formats
import FoundationEssentials
import Models
import Planning
import Plans
import Quantities

/// The flags of `layline place`.
struct PlaceOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help:
      "Files with the tokens that went to each expert of each layer, as SGLang's recorder writes them; a scenario each.",
    completion: .jsonFiles)
  var expertLoad: [String] = []

  @Option(
    parsing: .upToNextOption, help: "Loads to judge the placement on, beside the runtimes' greedy; not planned on.",
    completion: .jsonFiles)
  var evaluate: [String] = []

  @Option(
    parsing: .unconditional,
    help: "Weights of the load files, such as 2,1: plan on their mixture instead of the worst of them.")
  var weights: String?

  @OptionGroup(title: "GPUs") var gpus: PlacementTargetOptions

  @OptionGroup(title: "Network") var network: NetworkOptions

  @OptionGroup(title: "What runs now") var current: CurrentPlacementOptions

  @OptionGroup(title: "Predicted step of decode") var prediction: PlacementPredictionOptions

  @Option(
    parsing: .unconditional, help: "Work to spend on each layer, against the default: 4 searches four times as long.")
  var effort = "1"

  @Flag(help: "Print the placement as JSON.")
  var json = false

  @Option(help: "Write the placement to this file.", completion: .file(extensions: ["json", "yaml"]))
  var output: String?

  @Option(
    help: "Form of the file of --output: layline (what --json prints), sglang or tensorrt-llm.",
    completion: .words(PlacementFormat.self))
  var format: String?

  func validate() throws {
    guard !expertLoad.isEmpty || !network.routes.isEmpty else {
      throw ValidationError("Missing expected argument '--expert-load <expert-load> ...' (or --routes)")
    }
    guard format == nil || output != nil else { throw ValidationError("--format is of the file of --output") }
  }

  /// The file of `--output`, looked at before any work is done.
  /// - Throws: `Diagnostic` "output-failed", or "output-taken" where it is a file that is read.
  func outputFile() throws -> OutputFile? {
    guard let output else { return nil }
    let file = try OutputFile(flag: "--output", path: output)
    func target(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
    let inputs = expertLoad + evaluate + network.routes + (current.current.map { [$0] } ?? [])
    if let input = inputs.first(where: { target($0) == target(output) }) {
      throw Diagnostic(
        id: .outputTaken, file: "--output", found: "\"\(output)\"",
        expected: "another file than \(input), which is read")
    }
    return file
  }

  func outputFormat() throws -> PlacementFormat {
    try FlagValue.node("--format", format)?.choice(PlacementFormat.self) ?? .layline
  }

  /// One for each load file; `nil` where none were given.
  /// - Parameter count: Of load files.
  func mixture(_ count: Int) throws -> [Double]? {
    guard let weights else { return nil }
    let values = try weights.split(separator: ",", omittingEmptySubsequences: false).map { word in
      try InputNode(file: "--weights", content: FlagValue.node("", String(word))?.content ?? .null)
        .number(atLeast: 0, atMost: 1e6)
    }
    guard values.count == count, values.contains(where: { $0 > 0 }) else {
      throw Diagnostic(
        id: .weightsDiffer, file: "--weights", found: "\"\(weights)\"",
        expected: "one for each load file, \(count) in all, and not all 0")
    }
    return values
  }

  func effortFactor() throws -> Double {
    let factor = try FlagValue.node("--effort", effort)?.number(atLeast: 0, atMost: 1000) ?? 1
    guard factor > 0 else {
      throw Diagnostic(id: .outOfRange, file: "--effort", found: effort, expected: "a number above zero")
    }
    return factor
  }
}

/// What runs now and what may be moved. Each accessor throws a `Diagnostic` that names its flag.
struct CurrentPlacementOptions: ParsableArguments {
  @Option(
    help: "The placement that runs, as --output writes it for layline or sglang: move from there.",
    completion: .jsonFiles)
  var current: String?

  @Option(parsing: .unconditional, help: "Most bytes of experts to move, such as \"20 GB\"; any number by default.")
  var moveBudget: String?

  @Option(parsing: .unconditional, help: "Size of one expert in one layer, such as \"44 MB\".")
  var expertBytes: String?

  @Option(parsing: .unconditional, help: "Bandwidth of a GPU one way while experts move, such as \"50 GB/s\".")
  var moveBandwidth: String?

  func validate() throws {
    guard current == nil else { return }
    for (flag, value) in [
      ("--move-budget", moveBudget), ("--expert-bytes", expertBytes), ("--move-bandwidth", moveBandwidth),
    ] where value != nil {
      throw ValidationError("\(flag) is of moves from the placement of --current")
    }
  }

  /// `nil` where nothing runs.
  func placement(expertCount: Int, rankCount: Int) throws -> CurrentPlacement? {
    guard let current else { return nil }
    guard let bytes = try FlagValue.node("--expert-bytes", expertBytes)?.quantity(Bytes.self) else {
      throw Diagnostic.flags("--current", "needs the size of an expert", "add it, such as --expert-bytes \"44 MB\"")
    }
    let data = try InputDocument.bytes(ofFile: current)
    let locations = try ExpertMapReader(expertCount: expertCount, rankCount: rankCount).read(data, file: current)
    return CurrentPlacement(
      reference: .init(reference: current, sha256: Digest.of(data)), maps: locations.layers,
      bytesPerExpert: bytes.value,
      budgetBytes: try FlagValue.node("--move-budget", moveBudget)?.quantity(Bytes.self, allowZero: true).value,
      bandwidth: try FlagValue.node("--move-bandwidth", moveBandwidth)?.quantity(Bandwidth.self).value)
  }
}

/// What is known of the way of tokens. Each accessor throws a `Diagnostic` that names its flag, or the file at fault.
struct NetworkOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: """
      Files with the experts of each token, JSON lines or NPZ: place with regard to the network between domains. Take the place \
      of --expert-load where that is not given.
      """, completion: .file(extensions: ["jsonl", "npz", "npy"]))
  var routes: [String] = []

  @Option(
    parsing: .unconditional,
    help: """
      What the network costs, instead of --model and --cluster: time of a domain's NICs for a token that enters it, over \
      the time of a token's experts if all GPUs shared them evenly.
      """)
  var nicCost: String?

  /// `nil` where there are none.
  /// - Parameter context: What arrays leave unsaid.
  func recorded(in context: () throws -> LoadContext) throws -> RecordedRoutes? {
    guard !routes.isEmpty else {
      guard nicCost == nil else {
        throw Diagnostic.flags(
          "--nic-cost", "has no effect without --routes",
          "add routes: loads alone do not say which domains a token reaches")
      }
      return nil
    }
    let reader = TokenRouteReader(context: try context())
    return try RecordedRoutes(
      routes.map { path in
        let data = try InputDocument.bytes(ofFile: path)
        let recording = try reader.recording(data, file: path)
        for note in recording.notes { Warning.print(path, note) }
        return RecordedRoutes.Recording(
          reference: .init(reference: path, sha256: Digest.of(data)), layers: recording.layers)
      })
  }

  /// - Parameter predictor: Of the model and cluster, where given.
  func request(
    _ routes: RecordedRoutes, on target: PlacementTarget, predictor: PlacementPredictor?
  ) throws -> NetworkRequest {
    guard let ratio = try FlagValue.node("--nic-cost", nicCost)?.number(atLeast: 0, atMost: 1e6) else {
      guard let predictor else {
        throw Diagnostic.flags(
          "--routes", "needs to know what the network costs against computing",
          "add --model and --cluster, or --nic-cost")
      }
      return try predictor.network(routes, on: target)
    }
    guard predictor == nil else {
      throw Diagnostic.flags(
        "--nic-cost", "cannot be given with --model and --cluster, which say what the network costs",
        "leave it or them out")
    }
    return NetworkRequest(routes: routes, pricing: .nicCost(ratio))
  }
}

extension PlaceOptions {
  /// Reads every input but the network's price.
  /// - Parameter routes: Of `network`; they take the place of load files where there are none.
  /// - Throws: `Diagnostic` that names the flag, or the file and key, at fault.
  func request(_ routes: RecordedRoutes?) throws -> ExpertPlacementRequest {
    let (flag, count) = expertLoad.isEmpty ? ("--routes", network.routes.count) : ("--expert-load", expertLoad.count)
    let weights = try mixture(count)
    let effort = try effortFactor()
    guard (1...ExpertPlacementRequest.mostScenarios).contains(count) else {
      throw Diagnostic(
        id: .outOfRange, file: flag, found: "\(count) files",
        expected: "1 to \(ExpertPlacementRequest.mostScenarios) scenarios")
    }
    let scenarios = try scenarios(routes)
    let experts = scenarios[0].load.expertCount
    let target = try gpus.target(
      expertCount: experts, layers: scenarios[0].load.tokens.count { !$0.isEmpty },
      expertBytes: try prediction.expertBytes(), effort: effort)
    let runs = try current.placement(expertCount: experts, rankCount: target.gpus)
    if runs != nil, routes != nil {
      throw Diagnostic.flags(
        "--routes", "cannot be given with --current", "leave one of them out: moves disregard the network")
    }
    if runs != nil, target.redundantTotal != nil {
      throw Diagnostic.flags(
        "--redundant-total", "cannot be given with --current",
        "use --redundant, as what runs has as many copies in every layer")
    }
    return try ExpertPlacementRequest(
      scenarios: scenarios, weights: weights, heldOut: try evaluate.map(Self.read), target: target,
      current: runs)
  }

  /// What arrays of routes leave unsaid: as the model has it, or the first load file.
  func routeContext() throws -> LoadContext {
    if let model = prediction.model { return LoadContext(model: ModelExperts(try ModelArchitecture(reference: model))) }
    guard let file = expertLoad.first else { return LoadContext() }
    let load = try Self.read(file).load
    return LoadContext(
      model: ModelExperts(name: file, experts: load.tokens.map(\.count), perToken: 0))
  }

  private func scenarios(_ routes: RecordedRoutes?) throws -> [RecordedScenario] {
    guard expertLoad.isEmpty, let routes else { return try expertLoad.map(Self.read) }
    let layers = try prediction.layerCount()
    return routes.recordings.map { $0.scenario(layerCount: layers) }
  }

  private static func read(_ path: String) throws -> RecordedScenario {
    let data = try InputDocument.bytes(ofFile: path)
    return RecordedScenario(
      reference: .init(reference: path, sha256: Digest.of(data)), load: try ExpertLoad(parsing: data, file: path))
  }
}
