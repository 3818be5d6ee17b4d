import Plans
import Testing

/// One changed field of an honest plan, and what the verifier calls it.
struct Lie: Sendable, CustomTestStringConvertible {
  let id: String
  let testDescription: String
  let tell: @Sendable (inout Plan) -> Void

  init(_ id: String, _ description: String, _ tell: @escaping @Sendable (inout Plan) -> Void) {
    self.id = id
    testDescription = description
    self.tell = tell
  }
}
