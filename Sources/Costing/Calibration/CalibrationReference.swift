import Foundation
import Inputs

/// What a user writes to mean a calibration: the name of a shipped one, or a file.
public enum CalibrationReference: Sendable, Hashable {
  /// "default" or "ideal".
  case shipped(String)
  /// A path as the user wrote it.
  case file(String)

  /// Anything with a slash or a dot is a path.
  public init(_ text: String) {
    self = text.contains("/") || text.contains(".") ? .file(text) : .shipped(text)
  }

  /// What stands in the file: digests are made of these bytes.
  /// - Throws: `Diagnostic` "calibration-unknown", or where the file cannot be read.
  public func contents() throws -> Data {
    switch self {
    case .file(let path): return try InputDocument.bytes(ofFile: path)
    case .shipped("default"): return Data(PackageResources.default_yaml)
    case .shipped("ideal"): return Data(PackageResources.ideal_yaml)
    case .shipped(let name):
      throw Diagnostic(
        id: "calibration-unknown", file: "--calibration", found: "\"\(name)\"",
        expected: "\"default\", \"ideal\" or a file")
    }
  }

  /// The calibration.
  /// - Throws: `Diagnostic` that names the key at fault.
  public func read() throws -> Calibration {
    let file =
      switch self {
      case .shipped(let name): "calibration \(name)"
      case .file(let path): path
      }
    return try Calibration(InputDocument.parse(contents(), file: file))
  }
}
