import Foundation
import Inputs

/// Reads the expert statistics of TensorRT-LLM: a folder with `meta_info.json` and, for each rank, `rank<r>.safetensors`
/// with a tensor "<iteration>_<layer>" of counts. `rank<r>_raw.safetensors` holds tokens and is passed over.
struct TensorRTLLMStatisticsReader {
  private static let meta = "meta_info.json"

  let context: LoadContext

  func read(folder: String) throws -> LoadRecording {
    let metaFile = "\(folder)/\(Self.meta)"
    let root = try InputDocument.parse(InputDocument.bytes(ofFile: metaFile), file: metaFile, isJSON: true)
    let experts = try root.required("num_experts").integer(atLeast: 1, atMost: LoadReader.mostExperts)
    let ranks = try Self.ranks(in: folder)
    var counts = IterationCounts(experts: experts)
    for rank in ranks {
      let file = "\(folder)/rank\(rank).safetensors"
      try counts.add(SafetensorsFile(parsing: InputDocument.bytes(ofFile: file), file: file), file: file)
    }
    let expected = try root.optional("ep_size")?.integer(atLeast: 1, atMost: InputLimits.recordingParts)
    let isPartial = expected.map { $0 != ranks.count } ?? false
    return LoadRecording(
      file: folder, kind: .tensorrtLLM, expertCount: experts, steps: try counts.steps(folder: folder), isStepped: true,
      isOpenEnded: true,
      notes: isPartial ? ["It has files of \(ranks.count) ranks, and \(Self.meta) tells of \(expected ?? 0)."] : [])
  }

  /// Numbers of the ranks that have a file, ascending.
  private static func ranks(in folder: String) throws -> [Int] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw Diagnostic(
        id: "file-unreadable", file: folder, found: "a directory that cannot be read", expected: "a readable directory")
    }
    let ranks = names.compactMap { name -> Int? in
      guard name.hasPrefix("rank"), name.hasSuffix(".safetensors") else { return nil }
      let digits = name.dropFirst(4).dropLast(12)
      return digits.allSatisfy(\.isWholeNumber) ? Int(digits).flatMap { "\($0)" == digits ? $0 : nil } : nil
    }
    guard (1...InputLimits.recordingParts).contains(ranks.count) else {
      throw Diagnostic(
        id: "file-missing", file: folder, found: "\(ranks.count) files of ranks beside \(meta)",
        expected: "rank0.safetensors and so on")
    }
    return ranks.sorted()
  }
}
