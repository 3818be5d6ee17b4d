import Formats
import Testing

/// A diagnostic of this identifier that says these things.
func expectFault<T>(
  _ id: String, saying parts: String..., sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> T
) {
  let fault = #expect(throws: Diagnostic.self, sourceLocation: sourceLocation) { _ = try body() }
  #expect(fault?.id.rawValue == id, "\(fault.map { "\($0)" } ?? "")", sourceLocation: sourceLocation)
  for part in parts {
    #expect(
      fault.map { "\($0)".contains(part) } == true, "\(fault.map { "\($0)" } ?? "")", sourceLocation: sourceLocation)
  }
}
