import ArgumentParser
import Formats
import Plans
import Quantities

/// What experts are placed on. Each accessor throws a `Diagnostic` that names its flag.
struct PlacementTargetOptions: ParsableArguments {
  private static let most = 1 << 14
  private static let mostCopies = 1 << 22

  @Option(parsing: .unconditional, help: "GPUs that share the experts: EP.")
  var gpus: String

  @Option(parsing: .unconditional, help: "GPUs of a scale-up domain; all of them by default.")
  var gpusPerDomain: String?

  @Option(parsing: .unconditional, help: "GPUs of a node, for --survive node.")
  var gpusPerNode: String?

  @Option(
    parsing: .unconditional,
    help: "Copies of experts beyond one of each, in every layer. Those of one expert lie on different GPUs.")
  var redundant = "0"

  @Option(
    parsing: .unconditional,
    help: "Copies beyond one of each expert over all layers together, dealt out to the layers that gain most.")
  var redundantTotal: String?

  @Option(
    parsing: .unconditional,
    help: "The same as HBM of each GPU for copies of all layers: \"4 GB\"; with --model, which says how large they are."
  )
  var redundantBytes: String?

  @Option(
    parsing: .unconditional,
    help: "Groups of neighbouring experts that must stay in one domain, for node-limited routing.")
  var groups: String?

  @Option(
    help: "Keep the copies of an expert in more than one node, or rack (scale-up domain).",
    completion: .words(PlacementTarget.Loss.self))
  var survive: String?

  @Option(
    parsing: .upToNextOption, help: "GPUs that are slower than the others, such as 3=0.8: GPU 3 at 0.8 of their speed.")
  var gpuSpeed: [String] = []

  @Option(parsing: .upToNextOption, help: "GPUs with other room than the others, such as 5=3: three experts on GPU 5.")
  var gpuSlots: [String] = []

  /// - Parameters:
  ///   - expertCount: E.
  ///   - layers: Those with experts.
  ///   - expertBytes: Of one expert, where a model says.
  ///   - effort: Against the default.
  func target(
    expertCount: Int, layers: Int, expertBytes: @autoclosure () throws -> Bytes?, effort: Double
  ) throws -> PlacementTarget {
    let gpus = try count("--gpus", self.gpus, atLeast: 1) ?? 1
    let total = try budget(gpus: gpus, expertBytes: expertBytes)
    let redundant = try total.map { $0 / max(1, layers) } ?? count("--redundant", self.redundant, atLeast: 0) ?? 0
    let slots = (expertCount + redundant + gpus - 1) / gpus
    let ownSlots = try GPUValues("--gpu-slots", gpuSlots, gpus: gpus) { try $0.integer(atLeast: 1, atMost: Self.most) }
    let ownSpeeds = try GPUValues("--gpu-speed", gpuSpeed, gpus: gpus) { try $0.number(atLeast: 0.01, atMost: 100) }
    return PlacementTarget(
      gpus: gpus, gpusPerDomain: try count("--gpus-per-domain", gpusPerDomain, atLeast: 1) ?? gpus,
      gpusPerNode: try count("--gpus-per-node", gpusPerNode, atLeast: 1), redundant: redundant,
      redundantTotal: total, slotsPerGPU: ownSlots.list(else: slots),
      speeds: gpuSpeed.isEmpty ? nil : ownSpeeds.list(else: 1),
      survive: try FlagValue.node("--survive", survive)?.choice(PlacementTarget.Loss.self),
      groups: try count("--groups", groups, atLeast: 1) ?? 1, effort: effort)
  }

  /// Copies over all layers together; `nil` where every layer has as many.
  private func budget(gpus: Int, expertBytes: () throws -> Bytes?) throws -> Int? {
    guard redundantTotal != nil || redundantBytes != nil else { return nil }
    let flag = redundantTotal == nil ? "--redundant-bytes" : "--redundant-total"
    let others = [
      (redundant != "0", "--redundant"), (groups != nil, "--groups"), (!gpuSlots.isEmpty, "--gpu-slots"),
      (redundantTotal != nil && redundantBytes != nil, "--redundant-bytes"),
    ]
    if let other = others.first(where: \.0)?.1 {
      throw Diagnostic.flags(flag, "cannot be given with \(other)", "leave one of them out")
    }
    if let redundantTotal {
      return try FlagValue.node(flag, redundantTotal)?.integer(atLeast: 0, atMost: Self.mostCopies)
    }
    guard let bytes = try FlagValue.node(flag, redundantBytes)?.quantity(Bytes.self) else { return nil }
    guard let expert = try expertBytes(), expert.value > 0 else {
      throw Diagnostic.flags(flag, "needs the size of an expert", "add --model, which says how large an expert is")
    }
    return gpus * Int(min(Double(Self.mostCopies / gpus), bytes.value / expert.value))
  }

  private func count(_ flag: String, _ text: String?, atLeast least: Int) throws -> Int? {
    try FlagValue.node(flag, text)?.integer(atLeast: least, atMost: Self.most)
  }
}

/// Values of single GPUs, written as "3=0.8".
private struct GPUValues<Value> {
  private let values: [Int: Value]
  private let gpus: Int

  /// - Parameters:
  ///   - flag: What messages name as the place.
  ///   - items: As written.
  ///   - gpus: How many there are.
  ///   - read: Reads a value.
  /// - Throws: `Diagnostic` for other forms, GPUs that do not exist, or one that is named twice.
  init(_ flag: String, _ items: [String], gpus: Int, read: (InputNode) throws -> Value) throws {
    self.gpus = gpus
    var values: [Int: Value] = [:]
    for item in items.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
      let words = item.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 2, let gpu = Int(words[0]), let value = FlagValue.node(flag, words[1]) else {
        throw Diagnostic(
          id: .wrongType, file: flag, found: "\"\(item)\"", expected: "a GPU and its value, such as 3=0.8")
      }
      guard (0..<gpus).contains(gpu) else {
        throw Diagnostic(id: .outOfRange, file: flag, found: "GPU \(gpu)", expected: "a GPU from 0 to \(gpus - 1)")
      }
      guard values[gpu] == nil else {
        throw Diagnostic(id: .duplicateKey, file: flag, found: "GPU \(gpu) twice", expected: "each GPU once")
      }
      values[gpu] = try read(InputNode(file: flag, key: "\(gpu)", content: value.content))
    }
    self.values = values
  }

  /// One for each GPU.
  func list(else usual: Value) -> [Value] { (0..<gpus).map { values[$0] ?? usual } }
}
