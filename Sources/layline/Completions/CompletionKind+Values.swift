import ArgumentParser
import Models
import Quantities
import Topology

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
