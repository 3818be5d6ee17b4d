import ArgumentParser
import Foundation
import Inputs

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
        id: "output-taken", file: "--output", found: "\"\(output)\"",
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
        id: "weights-differ", file: "--weights", found: "\"\(weights)\"",
        expected: "one for each load file, \(count) in all, and not all 0")
    }
    return values
  }

  func effortFactor() throws -> Double {
    let factor = try FlagValue.node("--effort", effort)?.number(atLeast: 0, atMost: 1000) ?? 1
    guard factor > 0 else {
      throw Diagnostic(id: "out-of-range", file: "--effort", found: effort, expected: "a number above zero")
    }
    return factor
  }
}
