import Testing

/// One line on stderr, nothing on stdout, exit 2.
func expectRefusal(
  _ run: Layline, id: String, saying parts: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(run.status == 2, "\(run.errors)", sourceLocation: sourceLocation)
  #expect(run.output == "", sourceLocation: sourceLocation)
  #expect(run.errorLines.count == 1, "\(run.errors)", sourceLocation: sourceLocation)
  #expect(run.errors.hasPrefix("layline: error: "), "\(run.errors)", sourceLocation: sourceLocation)
  #expect(run.errors.hasSuffix(" [\(id)]\n"), "\(run.errors)", sourceLocation: sourceLocation)
  for part in parts { #expect(run.errors.contains(part), "\(run.errors)", sourceLocation: sourceLocation) }
}
