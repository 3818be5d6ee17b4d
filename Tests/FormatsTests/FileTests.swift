import Formats
import Foundation
import Testing

@Suite("Files that are none")
struct FileTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "layline-files-\(UUID().uuidString)")

  private func inFolder(_ body: (String) throws -> Void) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path())
  }

  private func fault(_ path: String) -> Diagnostic? {
    do {
      _ = try InputDocument.bytes(ofFile: path)
      return nil
    } catch { return error as? Diagnostic }
  }

  /// Nobody writes into the pipe: to wait for it would be to wait for ever.
  @Test(.timeLimit(.minutes(1))) func aPipeIsNotWaitedFor() throws {
    try inFolder { folder in
      #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
      let fault = self.fault("\(folder)/pipe")
      #expect((fault?.id.rawValue, fault?.found) == ("file-unreadable", "a pipe"))
    }
  }

  @Test func aDeviceIsNotReadWithoutEnd() {
    let fault = self.fault("/dev/zero")
    #expect((fault?.id.rawValue, fault?.found) == ("file-unreadable", "a device"))
  }

  @Test func aSocketIsNoFile() throws {
    try inFolder { folder in
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      // The path of a socket is short: the name is taken from the folder itself.
      let path = "/tmp/layline-\(getpid()).socket"
      defer { unlink(path) }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
      let bound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      try #require(bound == 0)
      #expect(fault(path)?.found == "a socket")
    }
  }

  @Test func linksInACircleAreCalledThat() throws {
    try inFolder { folder in
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/a", withDestinationPath: "b")
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/b", withDestinationPath: "a")
      #expect(fault("\(folder)/a")?.found.contains("leads back to itself") == true)
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/c", withDestinationPath: "nowhere")
      #expect(fault("\(folder)/c")?.id.rawValue == "missing-file")
    }
  }

  @Test func whatIsNotThereIsMissing() throws {
    try inFolder { folder in
      try Data("x".utf8).write(to: URL(filePath: "\(folder)/file"))
      #expect(fault("\(folder)/file/more")?.id.rawValue == "missing-file")
      #expect(fault("\(folder)/" + String(repeating: "x", count: 5_000))?.id.rawValue == "missing-file")
      #expect(fault("\(folder)/file\0.json")?.id.rawValue == "missing-file")
      #expect(fault("")?.id.rawValue == "missing-file")
    }
  }

  /// A sparse file takes no room, and would take all memory if it were read.
  @Test func aFileAboveTheLimitIsNotRead() throws {
    try inFolder { folder in
      #expect(FileManager.default.createFile(atPath: "\(folder)/large", contents: nil))
      #expect(truncate("\(folder)/large", InputLimits.fileBytes + 1) == 0)
      #expect(fault("\(folder)/large")?.id.rawValue == "file-too-large")
    }
  }

  /// Files of /proc say that they hold nothing.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status")))
  func whatAFileSaysOfItsSizeIsNotBelieved() throws {
    #expect(try !InputDocument.bytes(ofFile: "/proc/self/status").isEmpty)
  }
}
