import Foundation
import Inputs
import Interchange

/// The files that `layline load --output` writes: one, or one for each recording in a folder.
struct LoadOutput {
  private let files: [OutputFile]

  /// Looks whether the files could be written, before any work is done.
  /// - Parameters:
  ///   - path: A file; a folder where recordings are kept apart.
  ///   - inputs: What is read.
  ///   - separate: Whether recordings are kept apart.
  /// - Throws: `Diagnostic` "output-failed" or "output-taken".
  init(_ path: String, inputs: [String], separate: Bool) throws {
    let paths = separate ? try Self.paths(inputs, in: path) : [path]
    files = try paths.map { try OutputFile(flag: "--output", path: $0) }
    func target(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
    let taken = Dictionary(inputs.map { (target($0), $0) }, uniquingKeysWith: { first, _ in first })
    for path in paths {
      guard let input = taken[target(path)] else { continue }
      throw Diagnostic(
        id: "output-taken", file: "--output", found: "\"\(path)\"",
        expected: "another file than \(input), which is read")
    }
  }

  /// - Parameter recordings: As many as there are files.
  func write(_ recordings: [LoadRecording]) throws {
    for (file, recording) in zip(files, recordings) { try file.write(Data(recording.text.utf8)) }
  }

  /// A file of the same name for each.
  private static func paths(_ inputs: [String], in folder: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw Diagnostic(
        id: "output-failed", file: "--output", found: "\"\(folder)\", which is no folder",
        expected: "a folder, as --separate writes a file for each recording")
    }
    let names = inputs.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent + ".json" }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw Diagnostic(
        id: "output-taken", file: "--output", found: "two files that would become \(twice)",
        expected: "recordings of different names")
    }
    return names.map { "\(folder)/\($0)" }
  }
}
