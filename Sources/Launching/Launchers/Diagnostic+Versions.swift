import Inputs

extension Diagnostic {
  /// A version that nobody looked at: what it takes is not known.
  ///
  /// - Parameters:
  ///   - name: As the user wrote it.
  ///   - subject: "Megatron Core".
  ///   - known: The oldest first.
  static func unknownVersion(_ name: String, of subject: String, known: [String]) -> Diagnostic {
    Diagnostic(
      id: "unknown-version", file: subject, found: "version \"\(name)\"",
      expected: "one of \(known.joined(separator: ", "))")
  }
}
