import Foundation
import Testing

@Suite("Lengths of requests ask for a service, a context for decode")
struct DecodeOnlyTests {
  private static let asked = ["plan", "--model", "Llama-3.1-8B", "--cluster", "hgx-h200"]
  private static let lengths = ["--input", "2k", "--output-tokens", "256"]

  @Test func lengthsAskForPrefillToo() throws {
    let service = try Layline.run(Self.asked + Self.lengths)
    #expect(service.status == 0 && service.output.contains("\nServes ") && service.output.contains("2,048 in, 256 out"))
    let decode = try Layline.run(Self.asked + Self.lengths + ["--decode-only"])
    #expect(decode.status == 0 && decode.output.contains("decode only: prefill is not in it"))
  }

  @Test func whatOnlyDecodeHasIsRefusedBesideLengths() throws {
    expectRefusal(
      try Layline.run(Self.asked + Self.lengths + ["--batch", "8"]), id: "conflict",
      saying: ["--batch has no effect on a service with prefill", "add --decode-only"])
    expectRefusal(
      try Layline.run(Self.asked + Self.lengths + ["--decode-only", "--ttft", "2 s"]), id: "conflict",
      saying: ["--ttft has no effect on workers of decode alone", "leave out --decode-only"])
  }

  /// Engines start servers that do prefill: with lengths that is a deviation, with a TPOT of its own.
  @Test func emitSaysWhatPrefillDoes() throws {
    let folder = try TemporaryFolder()
    func path(_ name: String) -> String { folder.url.appending(path: name).path() }
    let plan = ["--decode-only", "--engine", "sglang", "--output", path("plan.json")]
    #expect(try Layline.run(Self.asked + Self.lengths + plan).status == 0)
    let emitted = try Layline.run("emit", path("plan.json"), "--for", "sglang", "--output", path("out"))
    #expect(emitted.status == 0 && emitted.output.contains("differs      these servers do prefill too"))
    #expect(try Layline.run(Self.asked + ["--context", "2k", "--output", path("context.json")]).status == 0)
    let context = try Layline.run("emit", path("context.json"), "--for", "sglang", "--output", path("more"))
    #expect(context.output.contains("note         these servers do prefill too"))
  }
}
