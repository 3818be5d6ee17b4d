import Foundation

/// The file that holds the input that is being read.
final class CurrentInput {
  private let handle: FileHandle

  init(path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path)
    else { throw CocoaError(.fileWriteUnknown) }
    self.handle = handle
  }

  func write(_ bytes: [UInt8]) throws {
    try handle.seek(toOffset: 0)
    try handle.write(contentsOf: bytes)
    try handle.truncate(atOffset: UInt64(bytes.count))
  }
}
