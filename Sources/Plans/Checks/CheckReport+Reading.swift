import Foundation
import Inputs

extension CheckReport {
  /// Reads a report that was written before.
  /// - Throws: `Diagnostic` that names the file and key at fault.
  public init(contentsOf path: String) throws {
    try self.init(parsing: InputDocument.bytes(ofFile: path), file: path)
  }

  /// As `init(contentsOf:)`, from bytes that were read already; `file` names them.
  public init(parsing data: Data, file: String) throws {
    self = try DocumentReader.read(CheckReport.self, version: Self.formatVersion, data, file: file)
  }
}
