import Costing
import Inputs

extension Calibration {
  /// A shipped calibration whose exchanges send other copies of a token: kernels differ in that, and a figure is of one
  /// kernel.
  /// - Parameters:
  ///   - name: "default" or "ideal".
  ///   - copies: `nil` keeps the calibration's.
  static func shipped(_ name: String, copies: DispatchCopies?) throws -> Calibration {
    let reference = CalibrationReference.shipped(name)
    guard let copies else { return try reference.read() }
    let root = try InputDocument.parse(reference.contents(), file: "calibration \(name)")
    return try Calibration(root.setting(["dispatch", "copies"], to: .text(copies.rawValue)))
  }
}

extension InputNode {
  /// The same document with another value at a path of keys; keys that are not there are not added.
  fileprivate func setting(_ path: [String], to content: Content) -> InputNode {
    guard let next = path.first, case .mapping(let entries) = self.content else {
      return InputNode(file: file, key: key, line: line, content: path.isEmpty ? content : self.content)
    }
    let changed = entries.map { entry in
      (
        key: entry.key,
        value: entry.key == next ? entry.value.setting(Array(path.dropFirst()), to: content) : entry.value
      )
    }
    return InputNode(file: file, key: key, line: line, content: .mapping(changed))
  }
}
