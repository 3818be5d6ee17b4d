import Formats
import Foundation

/// A figure of an input file, and the file with that figure moved.
struct MovedFigure {
  /// "pools[0].tiers[0].latency".
  let path: String
  /// The file with a tenth more and a tenth less; counts go up and down by a whole one at least, and double, because
  /// many of them have to divide others.
  let files: [InputNode]

  /// Every number, and every text that begins with one, as "50 GB/s" does.
  static func all(in file: InputNode) -> [MovedFigure] {
    paths(in: file, "").filter { $0 != "layline" && !$0.hasSuffix(".evidence") }.compactMap { path in
      guard let node = file.value(at: path) else { return nil }
      let files = moved(node.content).compactMap { file.setting(path, to: $0) }
      return files.isEmpty ? nil : MovedFigure(path: path, files: files)
    }
  }

  private static func paths(in node: InputNode, _ path: String) -> [String] {
    switch node.content {
    case .mapping(let entries):
      return entries.flatMap { paths(in: $0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
    case .list(let items): return items.enumerated().flatMap { paths(in: $1, "\(path)[\($0)]") }
    default: return [path]
    }
  }

  private static func moved(_ content: InputNode.Content) -> [InputNode.Content] {
    switch content {
    case .integer(let count):
      let step = max(1, count / 10)
      return [count + step, count - step, 2 * count, count / 2].map { .integer($0) }
        + [1.1, 0.9].map { .number($0 * Double(count)) }
    case .number(let value): return [1.1, 0.9].map { .number($0 * value) }
    case .text(let text):
      let digits = text.prefix { $0.isNumber || $0 == "." }
      guard let value = Double(digits) else { return [] }
      return [1.1, 0.9, 2, 0.5].map { factor in
        let moved = factor * value
        let isWhole = moved == moved.rounded() && abs(moved) < 1e15
        return .text((isWhole ? "\(Int(moved))" : "\(moved)") + text.dropFirst(digits.count))
      }
    default: return []
    }
  }
}

/// Results in the order in which a test works them out.
struct Results {
  private(set) var values: [Double] = []

  mutating func add(_ value: Double?) { values.append(value ?? -1) }

  /// Whether a value differs by more than rounding.
  func differ(from others: Results) -> Bool {
    guard values.count == others.values.count else { return true }
    return zip(values, others.values).contains { own, other in
      own != other && !(abs(own - other) <= 1e-9 * max(abs(own), abs(other)))
    }
  }
}
