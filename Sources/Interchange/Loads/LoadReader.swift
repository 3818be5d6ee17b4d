import Foundation
import Inputs

/// Reads loads from whatever recorded them.
public struct LoadReader: Sendable {
  /// Eight times what any model has; counts of pairs of them fill 134 MB.
  static let mostExperts = 4096
  /// Eight times what any model has.
  static let mostLayers = 1024

  private let kind: LoadKind?
  private let context: LoadContext

  /// - Parameters:
  ///   - kind: `nil` tells it from what the file holds.
  ///   - context: What files leave unsaid.
  public init(kind: LoadKind? = nil, context: LoadContext = LoadContext()) {
    self.kind = kind
    self.context = context
  }

  /// Reads a file, or the folder of TensorRT-LLM's statistics.
  /// - Throws: `Diagnostic` that names the file and the place in it.
  public func read(contentsOf path: String) throws -> LoadRecording {
    var isFolder: ObjCBool = false
    if !path.contains("\0"), FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      guard kind == nil || kind == .tensorrtLLM else {
        throw Diagnostic(
          id: "file-unreadable", file: path, found: "a directory", expected: "a file",
          advice: "only \(LoadKind.tensorrtLLM.rawValue) statistics are a folder")
      }
      return try TensorRTLLMStatisticsReader(context: context).read(folder: path)
    }
    return try read(InputDocument.bytes(ofFile: path), file: path)
  }

  /// As `read(contentsOf:)`, from bytes that were read already; `file` names them.
  public func read(_ data: Data, file: String) throws -> LoadRecording {
    switch try kind ?? LoadKind.recognised(data, file: file) {
    case .sglang: try SGLangRecordingReader(context: context).read(data, file: file)
    case .sglangCSV: try SGLangTableReader(context: context).read(data, file: file)
    case .tensorrtLLM:
      throw Diagnostic(
        id: "file-unreadable", file: file, found: "a file of TensorRT-LLM's statistics",
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
