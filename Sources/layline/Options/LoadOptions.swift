import ArgumentParser
import Experts
import Formats
import FoundationEssentials
import Models

/// The flags of `layline load`. Each accessor throws a `Diagnostic` that names its flag, or the file at fault.
struct LoadOptions: ParsableArguments {
  @Argument(
    help: "Files that recorded loads, or the folder of TensorRT-LLM's statistics.",
    completion: .file(extensions: ["json", "jsonl", "csv", "npz", "npy"]))
  var files: [String]

  @Option(
    help: """
      What recorded them, where that is not to be told from the file: sglang, sglang-csv, tensorrt-llm, eplb or routes.
      """, completion: .words(LoadKind.self))
  var kind: String?

  @Option(
    help: "The model that the loads are of, which they must fit: a config.json, its folder, or a catalogue name.",
    completion: .models)
  var model: String?

  @Option(parsing: .unconditional, help: "Experts of a layer, where the file does not say and there is no --model.")
  var experts: String?

  @Option(
    parsing: .unconditional, help: "The layer of the first row, where rows are those of layers with experts only.")
  var firstLayer: String?

  @Option(parsing: .unconditional, help: "GPUs that share the experts: shows the balance and what tokens reach.")
  var gpus: String?

  @Option(parsing: .unconditional, help: "Only these steps of a recording, both included: 100-200.")
  var steps: String?

  @Option(parsing: .unconditional, help: "Show how the load drifts over windows of so many recorded steps.")
  var window: String?

  @Option(parsing: .unconditional, help: "Pairs of experts to list that tokens go to together, where routes are known.")
  var pairs = "5"

  @Flag(help: "Keep files apart as scenarios instead of adding them up; --output names a folder then.")
  var separate = false

  @Option(help: "Write the counts to this file, for --expert-load.", completion: .jsonFiles)
  var output: String?

  @Flag(help: "Print the summary as JSON.")
  var json = false

  func reader(_ model: ModelExperts?) throws -> LoadReader {
    let kind = try FlagValue.node("--kind", kind)?.choice(LoadKind.self)
    let context = LoadContext(
      expertCount: try count("--experts", experts, in: 1...4096), model: model,
      firstLayer: try count("--first-layer", firstLayer, in: 0...1023))
    if let experts = context.expertCount, let model, experts != model.expertCount {
      throw Diagnostic.flags(
        "--experts", "is \(experts), but \(model.name) has \(model.expertCount)", "leave it out where --model is given")
    }
    return LoadReader(kind: kind, context: context)
  }

  /// `nil` where no model was named.
  func modelExperts() throws -> ModelExperts? {
    guard let model else { return nil }
    let experts = ModelExperts(try ModelArchitecture(reference: model))
    guard experts.expertCount > 0 else {
      throw Diagnostic(
        id: .modelWithoutExperts, file: "--model", found: "\"\(model)\"", expected: "a model that has experts")
    }
    return experts
  }

  func gpuCount() throws -> Int? { try count("--gpus", gpus, in: 1...1 << 14) }

  func windowLength() throws -> Int? { try count("--window", window, in: 1...1 << 40) }

  func pairCount() throws -> Int { try count("--pairs", pairs, in: 0...1000) ?? 0 }

  func stepRange() throws -> ClosedRange<Int>? {
    guard let steps else { return nil }
    let ends = steps.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], 0 <= first, first <= last
    else {
      throw Diagnostic(
        id: .wrongType, file: "--steps", found: "\"\(steps)\"", expected: "a first and a last step, such as 100-200")
    }
    return first...last
  }

  private func count(_ flag: String, _ text: String?, in range: ClosedRange<Int>) throws -> Int? {
    try FlagValue.node(flag, text)?.integer(atLeast: range.lowerBound, atMost: range.upperBound)
  }
}

extension ModelExperts {
  /// The experts of a model's layers.
  init(_ model: ModelArchitecture) {
    let mixtures = model.layers.map(\.kind.feedForward.mixture)
    self.init(
      name: model.name, experts: mixtures.map { $0?.expertCount ?? 0 },
      perToken: mixtures.compactMap { $0?.expertsPerToken }.first ?? 0)
  }
}
