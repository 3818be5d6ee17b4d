import Glibc
import Formats
import FoundationEssentials

/// A file that the user asked for. It appears whole or not at all: an existing file stays as it was on any fault. What is no
/// regular file, such as /dev/stdout or a pipe, is written to as it is.
struct OutputFile {
  /// The flag that named it, for messages.
  let flag: String
  /// As the user wrote it.
  let path: String
  /// Where links lead; the file itself need not be there.
  private let target: String
  private let isRegular: Bool

  /// Looks whether the file could be written, before any work is done.
  /// - Throws: `Diagnostic` "output-failed".
  init(flag: String, path: String) throws {
    (self.flag, self.path) = (flag, path)
    guard let target = LinkTarget.resolve(path) else {
      throw Self.fault(flag, "\"\(path)\", a symbolic link that leads back to itself")
    }
    self.target = target
    var status = stat()
    let kind = stat(target, &status) == 0 ? status.st_mode & S_IFMT : S_IFREG
    isRegular = kind == S_IFREG && !LinkTarget.isOpenFile(target)
    guard kind != S_IFDIR, !path.hasSuffix("/") else { throw fault("a folder, \"\(path)\"") }
    guard kind != S_IFSOCK, !path.contains("\0") else { throw fault("\"\(path)\", which is no file") }
    guard access(isRegular ? LinkTarget.folder(of: target) : target, W_OK) == 0 else {
      throw fault(
        isRegular
          ? "\"\(path)\", whose folder is missing or cannot be written to" : "\"\(path)\", which cannot be written to")
    }
  }

  /// Replaces the file: a temporary one beside it is written and then renamed.
  /// - Throws: `Diagnostic` "output-failed".
  func write(_ data: Data) throws { try write([data]) }

  /// The same in parts, which are asked for one by one.
  /// - Throws: `Diagnostic` "output-failed".
  func write(_ parts: some Sequence<Data>) throws {
    guard !InputDocument.wasRead(target) else {
      throw Diagnostic(
        id: .outputFailed, file: flag, found: "\"\(path)\", which is an input of this command",
        expected: "another file; the input stays as it was")
    }
    guard isRegular else { return try check(Self.write(parts, to: target, O_WRONLY, 0)) }
    let (folder, name) = (LinkTarget.folder(of: target), LinkTarget.name(of: target))
    // Unlike a process number, this is no other process's on a file system that machines share.
    let temporary = "\(folder)/.\(name.prefix(60)).\(UUID().uuidString).part"
    var code = Self.write(parts, to: temporary, O_WRONLY | O_CREAT | O_EXCL, permissions)
    if code == 0, rename(temporary, target) != 0 { code = errno }
    if code != 0 { unlink(temporary) }
    try check(code)
  }

  /// Those of the file that is replaced, if there is one.
  private var permissions: mode_t {
    var status = stat()
    return stat(target, &status) == 0 ? status.st_mode & 0o777 : 0o666
  }

  /// - Returns: 0, or the `errno` of what went wrong.
  private static func write(
    _ parts: some Sequence<Data>, to path: String, _ flags: Int32, _ permissions: mode_t
  ) -> Int32 {
    // Opened a second time it would be written from its start.
    if LinkTarget.isOpenFile(path), let number = Int32(LinkTarget.name(of: path)) {
      return Descriptor(number: number).write(parts)
    }
    let descriptor = open(path, flags | O_CLOEXEC, permissions)
    guard descriptor >= 0 else { return errno }
    let code = Descriptor(number: descriptor).write(parts)
    // Some file systems say only here that there was no room.
    return close(descriptor) == 0 || code != 0 ? code : errno
  }

  private func check(_ code: Int32) throws {
    guard code != 0 else { return }
    throw fault("\"\(path)\", which cannot be written: \(String(cString: strerror(code)))")
  }

  private func fault(_ found: String) -> Diagnostic { Self.fault(flag, found) }

  private static func fault(_ flag: String, _ found: String) -> Diagnostic {
    Diagnostic(id: .outputFailed, file: flag, found: found, expected: "a file that can be written")
  }
}

/// Where a path leads if its last part is a symbolic link, which stays one when the file behind it is replaced.
private enum LinkTarget {
  /// As many links as the system itself follows.
  private static let most = 40

  /// - Returns: The path of the file itself, which need not be there; `nil` where links lead in a circle.
  static func resolve(_ path: String) -> String? {
    var path = path
    for _ in 0..<most {
      guard !isOpenFile(path), let link = destination(of: path) else { return path }
      path = link.hasPrefix("/") ? link : folder(of: path) + "/" + link
    }
    return nil
  }

  /// "/dev/fd/1": what such a link names only the link itself opens.
  static func isOpenFile(_ path: String) -> Bool { path.hasPrefix("/proc/self/fd/") || path.hasPrefix("/dev/fd/") }

  /// "." where the path is a name alone.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  private static func destination(of path: String) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: path)
  }
}
