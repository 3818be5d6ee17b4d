import FoundationEssentials
import Glibc
import Synchronization

/// Reads regular files only: reading a pipe could block and a device may have no end.
struct InputFile {
  let path: String

  var isThere: Bool { Self.isThere(path) || place != path }

  /// Where the file is: as it is called, or else in the folder of the plan that names it.
  var place: String {
    guard let folder = InputDocument.planFolder, !path.hasPrefix("/"), !Self.isThere(path) else { return path }
    let other = "\(folder)/\(path)"
    return Self.isThere(other) ? other : path
  }

  private static func isThere(_ path: String) -> Bool {
    var status = stat()
    return !path.contains("\0") && lstat(path, &status) == 0
  }

  /// - Throws: `Diagnostic` "missing-file", "file-unreadable" or "file-too-large".
  func bytes() throws -> Data {
    // What is no regular file must not be waited for, not even by opening it.
    let descriptor = path.contains("\0") ? -1 : open(place, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw path.contains("\0") ? missing("a name with a NUL character") : fault(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw fault(errno) }
    try check(status)
    InputDocument.note(status)
    return try contents(of: descriptor, expecting: Int(status.st_size))
  }

  private func check(_ status: stat) throws {
    let kinds: [mode_t: String] = [
      S_IFDIR: "a directory", S_IFIFO: "a pipe", S_IFCHR: "a device", S_IFBLK: "a device", S_IFSOCK: "a socket",
    ]
    if let kind = kinds[status.st_mode & S_IFMT] {
      throw unreadable(
        kind, expected: "a file", advice: kind == "a pipe" ? "inputs are read more than once: write it to a file" : nil)
    }
    guard status.st_size <= InputLimits.fileBytes else { throw tooLarge("\(status.st_size) bytes") }
  }

  /// Reads to the end of the file, whatever its stated size: a file may change meanwhile, and files of /proc report
  /// size 0.
  private func contents(of descriptor: Int32, expecting size: Int) throws -> Data {
    var data = Data()
    data.reserveCapacity(size + 1)
    var chunk = [UInt8](repeating: 0, count: min(max(size + 1, 4096), 1 << 20))
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw fault(errno) }
      guard count > 0 else { return data }
      data.append(contentsOf: chunk[..<count])
      guard data.count <= InputLimits.fileBytes else { throw tooLarge("more bytes") }
    }
  }

  // MARK: - Faults

  private func fault(_ code: Int32) -> Diagnostic {
    switch code {
    case ENOENT: missing("no such file")
    case ENOTDIR: missing("a path through something that is no folder")
    case ENAMETOOLONG: missing("a name that is too long")
    case ELOOP: unreadable("a symbolic link that leads back to itself", expected: "a file")
    case EACCES, EPERM: unreadable("no permission to read it", expected: "a readable file")
    case EISDIR: unreadable("a directory", expected: "a file")
    case ENXIO: unreadable("a socket", expected: "a file")
    default: unreadable("a fault while it was read: \(String(cString: strerror(code)))", expected: "a readable file")
    }
  }

  private func missing(_ found: String) -> Diagnostic {
    Diagnostic(
      id: .missingFile, file: path, found: found, expected: "a file that can be read",
      advice: InputDocument.adviceOnMissing(path))
  }

  private func unreadable(_ found: String, expected: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(id: .fileUnreadable, file: path, found: found, expected: expected, advice: advice)
  }

  private func tooLarge(_ found: String) -> Diagnostic {
    Diagnostic(
      id: .fileTooLarge, file: path, found: found, expected: "at most \(InputLimits.fileBytes) bytes")
  }
}

extension InputDocument {
  /// The folder of the plan whose inputs are read.
  @TaskLocal fileprivate static var planFolder: String?

  /// Reads what a plan names. Its paths are those of the folder in which it was made: what the working directory does not
  /// have is looked for in the plan's own folder.
  public static func namedByPlan<Value>(_ plan: String, _ read: () throws -> Value) rethrows -> Value {
    let folder = plan.lastIndex(of: "/").map { String(plan[..<$0]) } ?? "."
    return try $planFolder.withValue(folder, operation: read)
  }

  /// The path at which a file or folder is found that is called so.
  public static func place(of path: String) -> String { InputFile(path: path).place }

  /// What to do about a file that is not there; `nil` where no plan names it.
  public static func adviceOnMissing(_ path: String) -> String? {
    guard let planFolder, !path.hasPrefix("/") else { return nil }
    let places = planFolder == "." ? "not here" : "neither here nor in the plan's folder, \(planFolder)"
    return "the plan names it relative to the folder in which it was made; it is \(places)"
  }
}

extension InputDocument {
  /// Files that were read so far, whatever their names.
  private static let filesRead = Mutex<Set<[UInt64]>>([])

  private static func identity(_ status: stat) -> [UInt64] { [UInt64(status.st_dev), UInt64(status.st_ino)] }

  static func note(_ status: stat) { _ = filesRead.withLock { $0.insert(identity(status)) } }

  /// Whether this process has read the file that a path leads to: what is written there would replace an input.
  public static func wasRead(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && filesRead.withLock { $0.contains(identity(status)) }
  }
}
