import ArgumentParser
import Calibrating
import Clusters
import Formats
import FoundationEssentials
import Models
import Optimization
import Planning
import Plans
import Quantities
import Reporting

/// `layline`.
struct LaylineCommand: ParsableCommand {
  static let version = "0.1.0"
  static let configuration = CommandConfiguration(
    commandName: "layline",
    abstract: "Lays out large language models on clusters, and proves how good the layout is.",
    version: "layline \(version)",
    subcommands: [
      PlanCommand.self, CompareCommand.self, FrontierCommand.self, LoadCommand.self, PlaceCommand.self,
      PredictCommand.self, ExplainCommand.self, CheckCommand.self, DiffCommand.self, VerifyCommand.self,
      EmitCommand.self, WorkersCommand.self, ValidateCommand.self, CalibrateCommand.self, PublishedCommand.self,
      ImportCommand.self, ModelCommand.self, ClusterCommand.self, AcceleratorCommand.self, SchemaCommand.self,
      ManualCommand.self,
    ])
}

/// `layline accelerator`.
private struct AcceleratorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accelerator", abstract: "Read accelerators.",
    subcommands: [AcceleratorShowCommand.self, AcceleratorListCommand.self])
}

/// `layline accelerator list`.
private struct AcceleratorListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Name the accelerators that ship with layline.",
    discussion: "FLOP/s are dense; bandwidths are of one GPU, one way. Clusters name accelerators in their files.")

  @Flag(help: "Print the list as JSON.")
  var json = false

  func run() throws {
    let list = try AcceleratorList()
    try Answer.print(json ? JSONText.encode(list) : list.description)
  }
}

/// `layline accelerator show`.
private struct AcceleratorShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the figures of an accelerator, and where each was read.")

  @Argument(help: "A name of the catalogue (layline accelerator list).", completion: .accelerators)
  var accelerator: String

  @Flag(help: "Print the figures as JSON.")
  var json = false

  func run() throws {
    let found = try AcceleratorCatalogue.accelerator(named: accelerator)
    try Answer.print(json ? JSONText.encode(AcceleratorReading(found)) : AcceleratorReport(found).description)
  }
}

/// `layline cluster`.
private struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster", abstract: "Read clusters.", subcommands: [ClusterShowCommand.self, ClusterListCommand.self])
}

/// `layline cluster list`.
private struct ClusterListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Name the clusters that ship with layline.",
    discussion: """
      Domain: GPUs that share a scale-up network. Bandwidths are of one GPU, one way: within its domain, and out of it.
      """)

  @Flag(help: "Print the list as JSON.")
  var json = false

  func run() throws {
    let list = try ClusterList()
    try Answer.print(json ? JSONText.encode(list) : list.description)
  }
}

/// `layline cluster show`.
private struct ClusterShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Draw a cluster: its tree, bandwidths and ratios.",
    discussion: """
      layline cluster show "8x8 H200-SXM" --yaml > cluster.yaml makes a file to start from: what the words leave out is \
      that of a shipped cluster, and marked as assumed.
      """)

  @Argument(
    help: "A cluster file, the name of one that ships with layline, or words such as \"8x8 H200-SXM\".",
    completion: .clusters)
  var cluster: String

  @Flag(help: "Print the cluster as JSON.")
  var json = false

  @Flag(name: .customLong("yaml"), help: "Print the cluster's file, to start one of your own from.")
  var isYAML = false

  func validate() throws {
    guard !json || !isYAML else { throw ValidationError("--json and --yaml are two forms: give one of them") }
  }

  func run() throws {
    let reference = try ClusterReference(cluster)
    let cluster = try reference.read()
    if isYAML {
      // A file ends in a line break of its own, which printing adds.
      let text = try InputText.decode(reference.contents(), file: reference.file)
      return try Answer.print(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
    try Answer.print(json ? JSONText.encode(ClusterDocument(cluster)) : ClusterReport(cluster).description)
  }
}

/// `layline compare`.
private struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare kinds of layout on the same work, and find where the best changes.",
    discussion: """
      A kind says which degrees are above 1: ep (experts divided over the GPUs of a stage), pp (several stages), tp (heads \
      divided). Attention data parallelism and replicas are free; without ep the GPUs of a stage slice every expert. The \
      best of each kind is found and proved as layline plan does it.
      """)

  @OptionGroup var options: CompareOptions

  func run() throws {
    let output = try options.outputFile()
    let constraints = try options.constraints()
    let request = try options.request()
    let progress = ProgressLine("comparing")
    let end = try options.limit.searchEnd()
    let comparer = LayoutComparer(
      request, constraints: constraints, optimizer: GLPKOptimizer(), seeksCrossovers: !options.skipsCrossovers,
      progress: progress.show, isStopped: { end.isReached })
    let clock = ContinuousClock()
    let start = clock.now
    let document = try comparer.document()
    progress.finish()
    let took = "\(((clock.now - start) / .milliseconds(1)).rounded() / 1000) s"
    let json = try JSONText.encode(document)
    let written = Result { try output?.write(Data("\(json)\n".utf8)) }
    if options.json {
      try Answer.print(json)
    } else {
      try Answer.print(ComparisonReport(document, effort: [took] + [end.sentence].compactMap(\.self)))
    }
    try written.get()
    guard document.comparison.winner != nil else { throw ExitStatus.answerIsNo }
    if end.isReached { throw end.status }
    if !document.comparison.isProved { throw ExitStatus.notProved }
  }
}

/// `layline import`.
private struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Write a cluster file from what already describes the cluster.",
    discussion: """
      Reads Slurm's topology.conf, topology.yaml, slurm.conf and gres.conf, what scontrol shows of topology and nodes, \
      "kubectl get nodes -o json", graphs and models of topograph, "nvidia-smi topo -m" and "--query-gpu" tables, NCCL and RCCL topologies, and dumps of ibnetdiscover. \
      Links between GPUs make the scale-up domains and their bandwidth; switches without a common one make separate pools. \
      Several files are put together, and what two of them say differently is an error that names both. What no file says \
      is taken from the accelerator's catalogue entry and from shipped clusters, and marked as assumed.
      """)

  @OptionGroup var options: ImportCommandOptions

  func run() throws {
    let output = try options.outputFile()
    let imported = try ClusterImporter(options.importOptions()).cluster(from: options.sources())
    if let output {
      try output.write(Data(imported.text.utf8))
    } else {
      // The text ends in a line break of its own.
      try Answer.print(String(imported.text.dropLast()))
    }
    _ = Descriptor.errors.write(Data(summary(imported).utf8))
  }

  /// For people, on stderr.
  private func summary(_ imported: ImportedCluster) -> String {
    let lines = imported.cluster.pools.map { pool in
      "\(pool.name): \(pool.racks) x \(pool.nodesPerRack) nodes of \(pool.gpusPerNode) \(pool.accelerator.id), "
        + "\(pool.availableGPUCount) of \(pool.gpuCount) GPUs in use, domains of \(pool.gpusPerDomain), "
        + (pool.tiers.isEmpty ? "no network" : "tiers " + pool.tiers.map(\.name).joined(separator: ", "))
    }
    return (lines + imported.notes.map { "note: \($0)" }).map { "\($0)\n" }.joined()
  }
}

/// `layline manual`.
private struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual page, for man.",
    discussion: """
      layline manual > layline.1 makes a file that man -l shows, or that goes into a folder man1 of the manual path.
      """)

  func run() throws { try Answer.print(ManualPage()) }
}

/// `layline model`.
private struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Read models.", subcommands: [ModelShowCommand.self, ModelListCommand.self])
}

/// `layline model list`.
private struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Name the models that ship with layline.")

  @Flag(help: "Print the list as JSON.")
  var json = false

  func run() throws {
    let list = try ModelList()
    try Answer.print(json ? JSONText.encode(list) : list.description)
  }
}

/// `layline model show`.
private struct ModelShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the reading of a model: layers, parameters, bytes and KV cache.")

  @Argument(help: "A config.json, a folder that holds one, or a name of the catalogue.", completion: .models)
  var model: String

  @Option(parsing: .unconditional, help: "Tokens of the sequence whose KV cache is counted.")
  var context = "4096"

  @OptionGroup var precision: PrecisionOptions

  @Flag(help: "Print the reading as JSON.")
  var json = false

  func run() throws {
    let context = try FlagValue.node("--context", context)?.tokens() ?? 4096
    let format = try precision.cacheFormat() ?? .bfloat16
    let summary = ModelSummary(try precision.model(model, warns: false), context: context, cacheFormat: format)
    try Answer.print(json ? JSONText.encode(ModelDocument(summary)) : ModelReport(summary).description)
  }
}

/// `layline predict`.
private struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Predict TTFT, TPOT and throughput of a deployment under its traffic.",
    discussion: """
      Workers either do prefill and decode, with --tensor-parallel and its like, or one of them, with --prefill and \
      --decode. What does not fit its GPUs, and arrivals that are too many, are refused with exit code 1.
      """)

  @OptionGroup var options: PredictOptions

  func run() throws {
    let output = try options.outputFile()
    let (request, names) = try options.request()
    if let refusal = try DeploymentCheck(request).refusal() ?? ServingCapacity(request).refusal() {
      try Answer.print(
        options.json ? JSONText.encode(refusal) : RefusalReport(refusal, answer: "prediction").description)
      throw ExitStatus.answerIsNo
    }
    let summary = try ServingSummary(request, names: names)
    let json = try JSONText.encode(ServingDocument(summary))
    try output?.write(Data("\(json)\n".utf8))
    try Answer.print(options.json ? json : ServingReport(summary).description)
    guard options.explain else { return }
    for explanation in summary.explanations { try Answer.print("\n\(explanation)") }
  }
}

/// `layline published`.
private struct PublishedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "published",
    abstract: "Predict figures of papers, posts and benchmark rounds, and print them beside what was published.")

  @Argument(help: "A kind, or a part of an id; all figures without it.", completion: .words(PublishedKind.self))
  var filter: String?

  @Flag(help: "Print the figures as JSON.")
  var json = false

  func run() throws {
    let figures = try filter.map(PublishedFigures.matching) ?? PublishedFigures.all()
    let results = PublishedEvaluator(predictor: RunPredictor(calibration: try .shipped("default"))).results(of: figures)
    try Answer.print(json ? JSONText.encode(PublishedDocument(results)) : PublishedReport(results).description)
  }
}

/// `layline schema`.
private struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schemas of files, for editors and other programs.",
    subcommands: [SchemaShowCommand.self, SchemaListCommand.self, SchemaIdentifiersCommand.self])
}

/// `layline schema list`.
private struct SchemaListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Name the JSON Schemas.")

  @Flag(help: "Print the list as JSON.")
  var json = false

  func run() throws {
    let list = try SchemaCatalogue.list()
    try Answer.print(json ? JSONText.encode(list) : list.description)
  }
}

/// `layline schema identifiers`.
private struct SchemaIdentifiersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identifiers", abstract: "Name the stable identifiers that messages carry in brackets.")

  @Flag(name: .customLong("json"), help: "Print JSON.")
  var json = false

  func run() throws {
    let list = IdentifierList()
    try Answer.print(json ? JSONText.encode(list) : list.description)
  }
}

/// `layline schema show`.
private struct SchemaShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a JSON Schema (draft 7).",
    discussion: """
      layline schema show cluster > cluster.schema.json, and "# yaml-language-server: $schema=cluster.schema.json" as the \
      first line of a cluster file: editors with a YAML language server then complete and check it.
      """)

  @Argument(
    help: "The name of a schema (layline schema list).", completion: .custom { _, _, _ in SchemaCatalogue.names })
  var name: String

  func run() throws { try Answer.print(SchemaCatalogue.text(of: name)) }
}
