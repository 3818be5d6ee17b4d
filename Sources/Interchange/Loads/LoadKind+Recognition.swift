import Foundation
import Inputs

extension LoadKind {
  /// The kind of a file by what it holds.
  /// - Throws: `Diagnostic` "load-kind-unknown", or "load-needs-python" for what only Python may open.
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
    case nil: throw Diagnostic(id: "file-empty", file: file, found: "an empty file", expected: "recorded loads")
    default: break
    }
    let line = start.prefix { !$0.isNewline }
    if line.contains("layer_id") { return .sglangCSV }
    if line.split(separator: ",").allSatisfy({ Double($0.filter { !$0.isWhitespace }) != nil }) { return .eplb }
    throw Diagnostic(
      id: "load-kind-unknown", file: file, line: 1, found: "\"\(line.prefix(60))\"",
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
        id: "load-kind-unknown", file: file, found: "an array with \(array.shape.count) axes",
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
