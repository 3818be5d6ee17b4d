import Formats
import Foundation
import Testing
@testable import Calibrating

/// Texts as files of measured runs.
enum Readings {
  static func file(
    _ text: String, name: String = "runs", settings: BenchmarkSettings = BenchmarkSettings()
  ) throws -> MeasuredFile {
    try MeasuredFileReader(settings: settings).read(Data(text.utf8), file: name)
  }

  /// The fault that a text is refused with.
  static func fault(_ text: String, settings: BenchmarkSettings = BenchmarkSettings()) -> Diagnostic? {
    #expect(throws: Diagnostic.self) { try file(text, settings: settings) }
  }
}

extension MeasuredFile {
  var runs: [MeasuredRun] {
    readings.compactMap { if case .run(let run) = $0 { run } else { nil } }
  }

  var unreadable: [UnreadableRow] {
    readings.compactMap { if case .unreadable(let row) = $0 { row } else { nil } }
  }
}
