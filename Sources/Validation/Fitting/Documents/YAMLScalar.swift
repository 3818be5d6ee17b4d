import Foundation
import Inputs

/// One YAML scalar by itself.
enum YAMLScalar {
  /// What a scalar reads as.
  static func node(_ written: String) throws -> InputNode {
    try InputDocument.parse(Data("[\(written)]".utf8), file: "", isJSON: false).items().first
      ?? InputNode(file: "", content: .null)
  }
}
