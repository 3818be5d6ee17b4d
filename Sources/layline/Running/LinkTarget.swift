import Foundation

/// Where a path leads if its last part is a symbolic link, which stays one when the file behind it is replaced.
enum LinkTarget {
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
