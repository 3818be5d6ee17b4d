import Costing
import Foundation
import Inputs

/// A calibration file as text that keeps its order and comments while figures are replaced in it.
///
/// Knows nothing of the keys: a figure is any mapping of `value` and `evidence`.
public struct CalibrationDocument: Sendable {
  /// As the user named it.
  public let file: String
  /// What stands in it.
  public let text: String
  let root: InputNode

  /// - Throws: `Diagnostic` where the text is not YAML.
  public init(_ text: String, file: String) throws {
    self.file = file
    self.text = text
    root = try InputDocument.parse(Data(text.utf8), file: file, isJSON: false)
  }

  /// The document of a shipped calibration or a file.
  /// - Throws: `Diagnostic` where it cannot be read.
  public init(_ reference: CalibrationReference) throws {
    let file =
      switch reference {
      case .shipped(let name): "calibration \(name)"
      case .file(let path): path
      }
    let data = try reference.contents()
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Diagnostic(id: "not-utf8", file: file, found: "bytes that are not UTF-8", expected: "text in UTF-8")
    }
    try self.init(text, file: file)
  }

  /// The calibration that the text is.
  /// - Throws: `Diagnostic` that names the key at fault.
  public func calibration() throws -> Calibration { try Calibration(root) }

  /// What the calibration is called; `nil` where the text does not say.
  public var name: String? { root.value(at: "name")?.written }

  /// Dotted keys of all figures, in the order of the file.
  public var figureKeys: [String] { root.figureKeys }

  /// A figure in a unit.
  /// - Parameters:
  ///   - key: Dotted key of a mapping of value and evidence.
  ///   - unit: As files write it; empty for a number.
  /// - Throws: `Diagnostic` "missing-key" or "unit-wrong".
  public func value(at key: String, in unit: String) throws -> Double {
    let node = try valueNode(key)
    guard let figure = FigureText(node.written), let value = figure.converted(to: unit) else {
      throw node.fault("unit-wrong", expected: unit.isEmpty ? "a number" : "a number of \(unit)")
    }
    return value
  }

  /// Why a figure is what it is.
  /// - Throws: `Diagnostic` "missing-key" or "wrong-type".
  public func evidence(at key: String) throws -> String {
    try valueNode(key, "evidence").text()
  }

  func valueNode(_ key: String, _ name: String = "value") throws -> InputNode {
    guard let node = root.value(at: "\(key).\(name)") else {
      throw Diagnostic(
        id: "missing-key", file: file, key: "\(key).\(name)", found: "no such key",
        expected: "a figure with value and evidence")
    }
    return node
  }
}
