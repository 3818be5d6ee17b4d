import Inputs

extension CheckReport {
  /// Reads a report that was written before.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    self = try DocumentReader.read(CheckReport.self, version: Self.formatVersion, file: path)
  }
}
