import Formats
import FoundationEssentials
import Quantities

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
  /// - Throws: `Diagnostic` "unknown-calibration", or where the file cannot be read.
  public func contents() throws -> Data {
    switch self {
    case .file(let path): return try InputDocument.bytes(ofFile: path)
    case .shipped("default"): return Data(PackageResources.default_yaml)
    case .shipped("ideal"): return Data(PackageResources.ideal_yaml)
    case .shipped(let name):
      throw Diagnostic(
        id: .unknownCalibration, file: "--calibration", found: "\"\(name)\"",
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

/// A calibrated figure with its evidence.
public struct Calibrated<D: Quantities.Dimension>: Sendable, Hashable {
  /// The figure.
  public let quantity: Quantity<D>
  /// The calibration and key it stands under, and why it is what it is.
  public let source: DerivationSource
}

extension Recorder {
  /// A figure of a calibration as a leaf, named after its key.
  func callAsFunction<D: Dimension>(_ figure: Calibrated<D>) -> Explained<D> {
    self(
      figure.source.key.split(separator: ".").suffix(2).joined(separator: "."), figure.quantity, source: figure.source)
  }
}

extension Calibrated {
  /// Reads `{value, evidence}`; a dimensioned value is text with its unit, `range` is in the base unit.
  init(_ node: InputNode, range: ClosedRange<Double>) throws {
    try node.allowOnly(["value", "evidence"])
    let evidence = try node.required("evidence", expected: "why the figure is what it is").text()
    let valueNode = try node.required("value", expected: D.name)
    let quantity: Quantity<D>
    if D.self == Scalar.self {
      quantity = Quantity(try valueNode.number(atLeast: range.lowerBound, atMost: range.upperBound))
    } else {
      quantity = try valueNode.quantity(Quantity<D>.self, allowZero: true)
      guard range.contains(quantity.value) else {
        throw valueNode.fault(.outOfRange, expected: "at most \(Quantity<D>(range.upperBound))")
      }
    }
    self.init(quantity: quantity, source: DerivationSource(file: node.file, key: node.key, evidence: evidence))
  }
}
