import Foundation
import Inputs

extension Plan {
  /// Reads a plan that was written before.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    try self.init(parsing: InputDocument.bytes(ofFile: path), file: path)
  }

  /// As `init(contentsOf:)`, from bytes that were read already; `file` names them.
  public init(parsing data: Data, file: String) throws {
    self = try DocumentReader.read(Plan.self, version: Self.formatVersion, data, file: file)
    try layout.checkRanges(file: file)
    try derivations.check(file: file)
  }
}
