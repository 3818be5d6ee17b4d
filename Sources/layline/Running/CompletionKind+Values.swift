import ArgumentParser
import Clusters
import FoundationEssentials
import Models
import Quantities

/// What a shell offers for a value, when Tab is pressed.
extension CompletionKind {
  /// Names of the catalogue, configurations and their folders.
  static var models: CompletionKind {
    .custom { _, _, prefix in
      let names = ((try? ModelCatalogue.entries()) ?? []).flatMap { [$0.name] + $0.aliases }
      return CompletedPaths.of(prefix, endings: [".json"], names: names)
    }
  }

  /// Names of shipped clusters, and files.
  static var clusters: CompletionKind {
    .custom { _, _, prefix in
      CompletedPaths.of(prefix, endings: [".yaml", ".yml", ".json"], names: ShippedClusters.names)
    }
  }

  /// Names of shipped calibrations, and files.
  static var calibrations: CompletionKind {
    .custom { _, _, prefix in CompletedPaths.of(prefix, endings: [".yaml", ".yml"], names: ["default", "ideal"]) }
  }

  /// Identifiers of the catalogue's accelerators.
  static var accelerators: CompletionKind {
    .custom { _, _, _ in ((try? AcceleratorCatalogue.accelerators()) ?? []).map(\.id) }
  }

  /// Every word of a flag that knows its words.
  static func words<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> CompletionKind
  where Word.RawValue == String { .list(type.allCases.map(\.rawValue)) }

  /// Formats of numbers.
  static var formats: CompletionKind { .words(NumberFormat.self) }

  static var jsonFiles: CompletionKind { .file(extensions: ["json"]) }

  static var yamlFiles: CompletionKind { .file(extensions: ["yaml", "yml"]) }

  static var csvFiles: CompletionKind { .file(extensions: ["csv"]) }
}

/// Files and names that begin as a word does: shells offer either, but not both.
private enum CompletedPaths {
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
      var isFolder = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
      return isFolder ? path + "/" : endings.contains(where: entry.hasSuffix) ? path : nil
    }
    return (names + paths).filter { $0.hasPrefix(prefix) }
  }
}
