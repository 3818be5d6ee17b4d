/// Writes a program in a file format that other solvers read. Same program, same bytes.
public protocol ProgramWriter: Sendable {
  /// What such files are called: "mps".
  var fileExtension: String { get }

  /// The whole file.
  ///
  /// - Parameter program: A program without faults; what its faults would do to the file is not defined.
  func text(for program: LinearProgram) -> String
}

extension ProgramWriter {
  /// The shortest decimal that reads back as the same number, without a trailing ".0".
  func number(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// `name`, or the first of `name_`, `name__`, … that is not taken.
  func unused(_ name: String, among taken: Set<String>) -> String {
    var candidate = name
    while taken.contains(candidate) { candidate += "_" }
    return candidate
  }
}
