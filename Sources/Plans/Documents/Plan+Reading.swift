import Inputs

extension Plan {
  /// Reads a plan that was written before.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    self = try DocumentReader.read(Plan.self, version: Self.formatVersion, file: path)
    try layout.checkRanges(file: path)
    try derivations.check(file: path)
  }
}
