import Costing
import Inputs
import Planning

/// Workers written as a list: "workers=4,dp=4,ep=4".
struct WorkerGroupList {
  let group: WorkerGroup

  private static let form = "a list such as workers=4,tp=8"

  /// - Parameters:
  ///   - flag: "--prefill": what messages name as the place.
  ///   - text: The list; a degree that it leaves out is 1, and there are no redundant experts.
  /// - Throws: `Diagnostic` that names flag and key.
  init(flag: String, _ text: String) throws {
    var values: [Degree: Int] = [:]
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard words.count == 2 else {
        throw Diagnostic(id: "wrong-type", file: flag, found: "\"\(text)\"", expected: Self.form)
      }
      guard let degree = Degree(rawValue: words[0]) else {
        let known = Degree.allCases.map(\.rawValue).joined(separator: ", ")
        throw Diagnostic(
          id: "unknown-key", file: flag, key: words[0], found: "an unknown key", expected: "one of \(known)")
      }
      guard values[degree] == nil else {
        throw Diagnostic(id: "duplicate-key", file: flag, key: words[0], found: "it twice", expected: "each key once")
      }
      values[degree] = try DegreeValue.read(degree, words[1], flag: flag, key: words[0])
    }
    group = WorkerGroup(values)
  }
}

extension WorkerGroup {
  /// What is not given is 1, and there are no redundant experts.
  init(_ values: [Degree: Int]) {
    self.init(
      workers: values[.workers] ?? 1, tensorParallel: values[.tensor] ?? 1, dataParallel: values[.data] ?? 1,
      pipelineParallel: values[.pipeline] ?? 1, expertParallel: values[.expert] ?? 1,
      redundantExperts: values[.redundant] ?? 0)
  }
}
