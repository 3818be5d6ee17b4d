import Foundation

/// Files and names that begin as a word does: shells offer either, but not both.
enum CompletedPaths {
  private static let most = 1000

  /// - Parameters:
  ///   - prefix: What was typed so far.
  ///   - endings: Of the files to offer; folders are offered always, with a slash.
  ///   - names: Offered beside files.
  /// - Returns: What goes on as `prefix` does, names first.
  static func of(_ prefix: String, endings: [String], names: [String]) -> [String] {
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let entries =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder))?.sorted().prefix(most) ?? []
    let isHidden = prefix.dropFirst(folder.count).hasPrefix(".")
    let paths = entries.compactMap { entry -> String? in
      guard isHidden || !entry.hasPrefix(".") else { return nil }
      let path = folder + entry
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
      return isFolder.boolValue ? path + "/" : endings.contains(where: entry.hasSuffix) ? path : nil
    }
    return (names + paths).filter { $0.hasPrefix(prefix) }
  }
}
