/// The keys and indices that lead to a value. Kept as a chain, as a document has millions of values, and seldom is one
/// asked for its path.
final class InputPath: Sendable {
  /// One key or index.
  enum Step: Sendable {
    case key(String)
    case index(Int)
  }

  private let parent: InputPath?
  private let step: Step

  init(_ step: Step, in parent: InputPath?) {
    self.parent = parent
    self.step = step
  }

  /// "pools[0].racks"; empty at the root.
  static func text(_ step: Step, in parent: InputPath?) -> String {
    var steps = [step]
    var container = parent
    while let path = container {
      steps.append(path.step)
      container = path.parent
    }
    return steps.reversed().reduce(into: "") { text, step in
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let key): text += text.isEmpty ? key : key.isEmpty ? "" : ".\(key)"
      }
    }
  }
}
