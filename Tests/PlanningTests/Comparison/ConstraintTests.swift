import Formats
import Planning
import Testing

@Suite("Kinds of layout as users write them")
struct ConstraintTests {
  @Test func lettersSayWhichDegreesAreAboveOne() throws {
    let kinds = try LayoutConstraint.list("ep, PP,tp+ep,tp4+ep32+pp2,dp,any", flag: "--layouts")
    #expect(kinds.map(\.name) == ["ep", "pp", "tp+ep", "tp4+ep32+pp2", "dp", "any"])
    #expect(kinds.map(\.expert) == [.several, .one, .several, .exactly(32), .one, .any])
    #expect(kinds.map(\.stages) == [.one, .several, .one, .exactly(2), .one, .any])
    #expect(kinds.map(\.tensor) == [.one, .one, .several, .exactly(4), .one, .any])
    #expect(kinds.map(\.isUndivided) == [false, false, false, false, true, false])
    #expect(kinds[3].title == "TP4 + EP32 + PP2")
  }

  @Test(arguments: [
    ("", "unknown-layout"), ("ep,", "unknown-layout"), ("ep+ep", "unknown-layout"), ("ep+", "unknown-layout"),
    ("xp", "unknown-layout"), ("ep-2", "unknown-layout"), ("ep0", "unknown-layout"), ("ep1.5", "unknown-layout"),
    ("ep99999999999999999999", "unknown-layout"), ("any+ep", "unknown-layout"), ("dp8", "unknown-layout"),
    ("ep,ep", "duplicate-value"), ("ep+pp,pp+ep", "duplicate-value"), ("ep1,dp1", "unknown-layout"),
    ((1...17).map { "ep\($0 + 1)" }.joined(separator: ","), "out-of-range"),
  ])
  func whatIsNoListIsRefused(text: String, id: String) throws {
    let fault = #expect(throws: Diagnostic.self) { try LayoutConstraint.list(text, flag: "--layouts") }
    #expect(fault?.id.rawValue == id)
    #expect(fault?.file == "--layouts")
  }
}
