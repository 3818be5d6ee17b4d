import Formats
import Launching
import Planning
import Plans
import Quantities

/// Forms in which a placement of experts is written.
enum PlacementFormat: String, CaseIterable {
  case layline
  case sglang
  case tensorRTLLM = "tensorrt-llm"

  /// Runtimes want equally many slots on each GPU and an expert in each: looked at before any work is done.
  /// - Throws: `Diagnostic` "slots-uneven" that names the flag to change.
  func check(_ target: PlacementTarget, expertCount: Int) throws {
    guard self != .layline else { return }
    guard target.redundantTotal == nil else {
      throw Diagnostic(
        id: .slotsUneven, file: "--format", found: "\(rawValue) with copies dealt out over layers",
        expected: "as many slots in every layer", advice: "--redundant gives that, and --format layline needs it not")
    }
    guard Set(target.slotsPerGPU).count == 1 else {
      throw Diagnostic(
        id: .slotsUneven, file: "--gpu-slots", found: "slots that differ with --format \(rawValue)",
        expected: "as many slots on each GPU", advice: "--format layline allows it")
    }
    let slots = target.slotsPerGPU.reduce(0, +)
    guard slots == expertCount + target.redundant else {
      throw Diagnostic(
        id: .slotsUneven, file: "--redundant", found: "\(target.redundant) with --format \(rawValue)",
        expected: "a number that fills the slots of \(target.gpus) GPUs evenly, such as \(slots - expertCount)")
    }
  }
}

/// The value of a degree as a whole number.
enum DegreeValue {
  static let most = 1 << 14

  /// - Throws: `Diagnostic` "wrong-type" or "out-of-range" at flag and key.
  static func read(_ degree: Degree, _ text: String, flag: String, key: String = "") throws -> Int? {
    let least = degree == .redundant ? 0 : 1
    guard let node = FlagValue.node(flag, text) else { return nil }
    return try InputNode(file: flag, key: key, content: node.content).integer(atLeast: least, atMost: most)
  }
}

/// Values of flags as located values, so that a bad one is refused as a bad figure of a file is.
enum FlagValue {
  /// - Parameters:
  ///   - flag: "--context": what messages name as the place.
  ///   - text: The value as written; `nil` where the flag was not given.
  static func node(_ flag: String, _ text: String?) -> InputNode? {
    text.map { given(flag, $0) }
  }

  /// The value of a flag that has one.
  static func given(_ flag: String, _ text: String) -> InputNode { InputNode(file: flag, content: content(text)) }

  /// Infinity and NaN count as numbers, which no flag accepts.
  private static func content(_ text: String) -> InputNode.Content {
    if let whole = Int(text) { return .integer(whole) }
    // "1e6" and "4,096" are whole as well.
    if let number = Numerals.ungrouped(text[...]) {
      return Int(exactly: number).map { .integer($0) } ?? .number(number)
    }
    if let number = Double(text) { return .number(number) }
    return .text(text)
  }
}

/// What `layline emit` writes files for.
enum LaunchTarget: String, CaseIterable {
  case sglang, vllm, trtllm, megatron
  case lws, dynamo, slurm, mpi

  /// The engine that the target is itself; `nil` for what starts an engine.
  var ownEngine: EngineRule? { EngineRule(rawValue: rawValue) }
}

extension EngineRule {
  /// - Parameter version: As the user wrote it; `nil` takes the newest.
  /// - Throws: `Diagnostic` "unknown-version" that lists the known ones.
  func engine(version: String?) throws -> any Engine {
    switch self {
    case .sglang: try SGLang(version: version)
    case .vllm: try VLLM(version: version)
    case .trtllm: try TensorRTLLM(version: version)
    case .megatron: try Megatron(version: version)
    case .any:
      throw Diagnostic.missing("--engine", "name the engine: \(Self.named.map(\.rawValue).joined(separator: ", "))")
    }
  }
}
