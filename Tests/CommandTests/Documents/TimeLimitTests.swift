import Foundation
import Testing

@Suite("Searches that a time limit ends")
struct TimeLimitTests {
  private static let work = [
    "--model", "deepseek-ai/DeepSeek-V3", "--cluster", "gb200-nvl72-8-racks", "--context", "4096",
  ]

  /// A limit that has passed before anything was looked at leaves the best of a first look, with what is known of it, and
  /// says what it depends on.
  @Test func theBestSoFarIsGiven() throws {
    let run = try Layline.run(["plan", "--time-limit", "0s"] + Self.work)
    #expect(run.status == 4, "\(run.errors)")
    #expect(run.output.contains("tokens/s with") && run.output.contains("(--time-limit)"))
    let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("depends on the speed of the machine"))
  }

  @Test func aFrontierSaysHowFarItIsProved() throws {
    let run = try Layline.run(["frontier", "--time-limit", "0"] + Self.work)
    #expect(run.status == 4, "\(run.errors)")
    #expect(run.output.contains("(--time-limit)") && run.output.contains("were not looked at"))
    #expect(!run.output.contains("the others beaten"))
    let written = try Layline.run(["frontier", "--time-limit", "0", "--json"] + Self.work)
    #expect(written.status == 4, "\(written.errors)")
    let document = try JSONSerialization.jsonObject(with: Data(written.output.utf8)) as? [String: Any]
    let certificate = try #require(document?["certificate"] as? [String: Any])
    #expect(certificate["shortfall"] as? Double ?? 0 > 0.005 && certificate["bounds"] as? Int ?? 0 > 0)
    #expect(try SchemaCheck(schema: "Sources/Plans/Schemas/frontier.schema.json", text: written.output).faults == [])
  }

  /// A kind of which nothing is known yet can be neither ranked nor refused.
  @Test func aComparisonNeedsSomethingOfEveryKind() throws {
    let run = try Layline.run(["compare", "--time-limit", "0 s"] + Self.work)
    #expect(run.status == 4 && run.errors.contains("time limit passed"), "\(run.errors)")
  }

  /// A limit that is not reached changes nothing, and what is no time is refused.
  @Test func aLimitThatIsNotReachedChangesNothing() throws {
    let work = ["plan", "--model", "Qwen/Qwen3-32B", "--cluster", "1x8 H200-SXM", "--context", "4096", "--json"]
    let free = try Layline.run(work)
    let limited = try Layline.run(work + ["--time-limit", "10m"])
    #expect(free.status == limited.status && free.output == limited.output)
    for word in ["soon", "-3s", "3 days"] {
      let run = try Layline.run(work + ["--time-limit", word])
      #expect(run.status == 2 && run.errors.contains("--time-limit"), "\(word): \(run.errors)")
    }
  }
}
