import Inputs

/// Values of single GPUs, written as "3=0.8".
struct GPUValues<Value> {
  private let values: [Int: Value]
  private let gpus: Int

  /// - Parameters:
  ///   - flag: What messages name as the place.
  ///   - items: As written.
  ///   - gpus: How many there are.
  ///   - read: Reads a value.
  /// - Throws: `Diagnostic` for other forms, GPUs that do not exist, or one that is named twice.
  init(_ flag: String, _ items: [String], gpus: Int, read: (InputNode) throws -> Value) throws {
    self.gpus = gpus
    var values: [Int: Value] = [:]
    for item in items.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
      let words = item.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 2, let gpu = Int(words[0]), let value = FlagValue.node(flag, words[1]) else {
        throw Diagnostic(
          id: "wrong-type", file: flag, found: "\"\(item)\"", expected: "a GPU and its value, such as 3=0.8")
      }
      guard (0..<gpus).contains(gpu) else {
        throw Diagnostic(id: "out-of-range", file: flag, found: "GPU \(gpu)", expected: "a GPU from 0 to \(gpus - 1)")
      }
      guard values[gpu] == nil else {
        throw Diagnostic(id: "duplicate-key", file: flag, found: "GPU \(gpu) twice", expected: "each GPU once")
      }
      values[gpu] = try read(InputNode(file: flag, key: "\(gpu)", content: value.content))
    }
    self.values = values
  }

  /// One for each GPU.
  func list(else usual: Value) -> [Value] { (0..<gpus).map { values[$0] ?? usual } }
}
