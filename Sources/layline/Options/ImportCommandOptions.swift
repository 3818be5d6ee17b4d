import ArgumentParser
import Clusters
import Formats
import FoundationEssentials
import Quantities

/// The flags of `layline import`.
struct ImportCommandOptions: ParsableArguments {
  @Argument(help: "Files that describe the cluster; what each is follows from its content and name.")
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file and what it is, as KIND=FILE; repeat it for several. Kinds: "
        + SourceKind.allCases.map(\.rawValue).joined(separator: ", ") + "."))
  var kind: [String] = []

  @Option(help: "Write the cluster to this file instead of stdout.")
  var output: String?

  @Option(help: "What the cluster is called; the output file's name, or \"imported\", without it.")
  var name: String?

  @Option(help: "What all GPUs are, an identifier of the catalogue such as H100-SXM5.")
  var accelerator: String?

  @Option(parsing: .unconditional, help: "GPUs of each node, where no file says it.")
  var gpusPerNode: String?

  @Option(parsing: .unconditional, help: "How many nodes there are of a machine that a file describes without a name.")
  var nodes: String?

  @Option(
    help: ArgumentHelp(
      "What makes a scale-up domain: "
        + ImportOptions.Domain.allCases.map(\.rawValue).joined(separator: ", ")
        + "; the files and the accelerator decide without it."))
  var domain: String?

  @Option(
    parsing: .unconditional,
    help: "Bandwidth of each GPU to the others of its node, one way, whatever files say of their links: \"63 GB/s\".")
  var scaleUp: String?

  @Flag(help: "Take switches without a common one as joined by a level above; they are separate pools without it.")
  var oneFabric = false

  @Option(parsing: .unconditional, help: "Network bandwidth of each GPU, one way: \"50 GB/s\".")
  var scaleOut: String?

  @Option(parsing: .unconditional, help: "Latency from GPU to GPU across the network: \"3.7 us\".")
  var scaleOutLatency: String?

  @Option(help: "Which topology of a topology.yaml to read; the default one without it.")
  var topology: String?

  @Option(help: "Nodes to leave out, as a list of hosts such as \"login[1-2],fm01\".")
  var exclude: String?

  @Option(help: "Columns of an nvidia-smi table without a header, as they were given to --query-gpu.")
  var columns: String?

  /// - Throws: `Diagnostic` "output-failed", or "output-taken" for a file that is read.
  func outputFile() throws -> OutputFile? {
    guard let output else { return nil }
    let inputs = files + kind.map { $0.split(separator: "=", maxSplits: 1).last.map(String.init) ?? "" }
    let target = URL(fileURLWithPath: output).resolvingSymlinksInPath().path
    if let input = inputs.first(where: { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path == target }) {
      throw Diagnostic(
        id: .outputTaken, file: "--output", found: "\"\(output)\"",
        expected: "another file than \(input), which is read")
    }
    return try OutputFile(flag: "--output", path: output)
  }

  /// Each file read and told, in the order of the command line; those of --kind come last.
  func sources() throws -> [SourceFile] {
    let forced = try kind.map { written -> SourceFile in
      let parts = written.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let kind = SourceKind(rawValue: parts[0]) else {
        throw Diagnostic(
          id: .unknownValue, file: "--kind", found: "\"\(written)\"",
          expected: "KIND=FILE with one of \(SourceKind.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return try SourceFile(contentsOf: parts[1], kind: kind)
    }
    let sources = try files.map { try SourceFile(contentsOf: $0) } + forced
    guard !sources.isEmpty else {
      throw Diagnostic(
        id: .missingValue, file: "command line", found: "no file",
        expected: "one or more files that describe a cluster, such as topology.conf and slurm.conf")
    }
    return sources
  }

  /// What the user says beside the files.
  func importOptions() throws -> ImportOptions {
    let stem = output.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }
    let title = name ?? stem.flatMap { $0.isEmpty || $0 == "stdout" ? nil : $0 } ?? "imported"
    guard !title.isEmpty, title.utf8.count <= 200 else {
      throw Diagnostic(id: .outOfRange, file: "--name", found: "\(title.utf8.count) letters", expected: "1 to 200")
    }
    var options = ImportOptions(name: title)
    options.accelerator = accelerator
    options.gpusPerNode = try FlagValue.node("--gpus-per-node", gpusPerNode)?.integer(atLeast: 1, atMost: 1_024)
    options.nodeCount = try FlagValue.node("--nodes", nodes)?.integer(atLeast: 1, atMost: 100_000)
    options.domain = try FlagValue.node("--domain", domain)?.choice(ImportOptions.Domain.self)
    options.scaleUp = try FlagValue.node("--scale-up", scaleUp)?.quantity(Bandwidth.self)
    options.joinsFabrics = oneFabric
    options.scaleOut = try FlagValue.node("--scale-out", scaleOut)?.quantity(Bandwidth.self)
    options.scaleOutLatency = try FlagValue.node("--scale-out-latency", scaleOutLatency)?.quantity(Seconds.self)
    options.topology = topology
    options.excluded = exclude
    options.columns = columns?.split(separator: ",").map(String.init)
    return options
  }
}
