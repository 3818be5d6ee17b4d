import Formats
import FoundationEssentials

/// The tool that recorded the tokens of each expert.
public enum LoadKind: String, Sendable, CaseIterable, Codable {
  /// SGLang's recorder as JSON: counts of logical experts, or of physical slots with the map that ran.
  case sglang
  /// SGLang's recorder of early 2025: a table with a row for each layer and expert, one file for each rank.
  case sglangCSV = "sglang-csv"
  /// TensorRT-LLM's statistics: a folder with meta_info.json and a safetensors file for each rank.
  case tensorrtLLM = "tensorrt-llm"
  /// The weights that DeepSeek's EPLB takes: a matrix [layer][expert] as JSON, CSV or `.npy`.
  case eplb
  /// The experts of each token: arrays in NPZ or `.npy`, or JSON lines.
  case routes
}

extension LoadKind {
  /// Detects the kind of a file from its content.
  /// - Throws: `Diagnostic` "unknown-load-kind", or "load-needs-python" for files that only Python should open.
  static func recognised(_ data: Data, file: String) throws -> LoadKind {
    if NumPyArray.begins(data) { return try kind(of: NumPyArray(parsing: Array(data), file: file), file: file) }
    if ZIPArchive.begins(data) {
      let names = try ZIPArchive(parsing: Array(data), file: file).members.map(\.name)
      guard !names.contains(where: { $0.hasSuffix(".pkl") }) else { throw PickleAdvice.fault(file) }
      return .routes
    }
    // A pickle begins with its protocol.
    if let first = data.first, first == 0x80 { throw PickleAdvice.fault(file) }
    if isSafetensors(data) { return .tensorrtLLM }
    let start = String(decoding: data.prefix(4096), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    switch start.first {
    case "{": return isRoute(start.prefix { !$0.isNewline }) ? .routes : .sglang
    case "[": return .eplb
    case nil: throw Diagnostic(id: .fileEmpty, file: file, found: "an empty file", expected: "recorded loads")
    default: break
    }
    let line = start.prefix { !$0.isNewline }
    if line.contains("layer_id") { return .sglangCSV }
    if line.split(separator: ",").allSatisfy({ Double($0.filter { !$0.isWhitespace }) != nil }) { return .eplb }
    throw Diagnostic(
      id: .unknownLoadKind, file: file, line: 1, found: "\"\(line.prefix(60))\"",
      expected: "a recording of one of the kinds \(known)", advice: "--kind says which one it is")
  }

  /// The kinds by name.
  static var known: String { allCases.map(\.rawValue).joined(separator: ", ") }

  private static func kind(of array: NumPyArray, file: String) throws -> LoadKind {
    switch array.shape.count {
    case 2: return .eplb
    case 3 where array.isWhole: return .routes
    default:
      throw Diagnostic(
        id: .unknownLoadKind, file: file, found: "an array with \(array.shape.count) axes",
        expected: "[layer, expert] of counts, or [layer, token, k] of experts")
    }
  }

  private static func isRoute(_ line: Substring) -> Bool {
    line.contains("\"type\"") && (line.contains("\"meta\"") || line.contains("\"route\""))
  }

  private static func isSafetensors(_ data: Data) -> Bool {
    let start = Array(data.prefix(9))
    guard start.count == 9, start[8] == UInt8(ascii: "{"), let length = LittleEndian.number(in: start, at: 0, count: 8)
    else { return false }
    return length <= UInt64(data.count - 8)
  }
}

/// Reads loads of every kind.
public struct LoadReader: Sendable {
  /// Eight times the number of any model; counts of pairs of them fill 134 MB.
  static let mostExperts = 4096
  /// Eight times the number of any model.
  static let mostLayers = 1024

  private let kind: LoadKind?
  private let context: LoadContext

  /// - Parameters:
  ///   - kind: The kind; `nil` detects it from the content.
  ///   - context: Facts that files omit.
  public init(kind: LoadKind? = nil, context: LoadContext = LoadContext()) {
    self.kind = kind
    self.context = context
  }

  /// Reads a file, or the folder of TensorRT-LLM's statistics.
  /// - Throws: `Diagnostic` that names the file and the place in it.
  public func read(contentsOf path: String) throws -> LoadRecording {
    var isFolder = false
    if !path.contains("\0"), FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
      guard kind == nil || kind == .tensorrtLLM else {
        throw Diagnostic(
          id: .fileUnreadable, file: path, found: "a directory", expected: "a file",
          advice: "only \(LoadKind.tensorrtLLM.rawValue) statistics are a folder")
      }
      return try TensorRTLLMStatisticsReader(context: context).read(folder: path)
    }
    return try read(InputDocument.bytes(ofFile: path), file: path)
  }

  /// Reads a load like `read(contentsOf:)` from bytes already read; `file` names them.
  public func read(_ data: Data, file: String) throws -> LoadRecording {
    switch try kind ?? LoadKind.recognised(data, file: file) {
    case .sglang: try SGLangRecordingReader(context: context).read(data, file: file)
    case .sglangCSV: try SGLangTableReader(context: context).read(data, file: file)
    case .tensorrtLLM:
      throw Diagnostic(
        id: .fileUnreadable, file: file, found: "a file of TensorRT-LLM's statistics",
        expected: "the folder that holds meta_info.json and rank0.safetensors")
    case .eplb: try WeightTableReader(context: context).read(data, file: file)
    case .routes: try routes(data, file: file)
    }
  }

  private func routes(_ data: Data, file: String) throws -> LoadRecording {
    let recording = try TokenRouteReader(context: context).recording(data, file: file)
    let layers = (recording.layers.keys.max() ?? -1) + 1
    let none = [Double](repeating: 0, count: recording.expertCount)
    return LoadRecording(
      file: file, kind: .routes, expertCount: recording.expertCount,
      steps: [LoadStep(number: 0, tokens: (0..<layers).map { recording.layers[$0]?.loads ?? none })],
      isOpenEnded: true, routes: recording.layers, notes: recording.notes)
  }
}
