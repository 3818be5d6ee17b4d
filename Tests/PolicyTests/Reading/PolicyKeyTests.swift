import Formats
import Foundation
import Optimization
import Plans
import Testing

@testable import Policy

@Suite("Keys of a policy are the flags of the commands")
struct PolicyKeyTests {
  private static let head = "layline: policy/1\ndeployments:\n  - name: chat\n    model: meta-llama/Llama-3.1-8B\n"
  private static let flags = """
        cluster: 1x8 H100
        input: 1000
        output-tokens: 100
        prefix-cache-hit: 20 %
        requests-per-second: 2
        limits:
          ttft: 1 s
          tpot: 30 ms
          gpus: 8
    """

  private func checked(_ text: String) throws -> CheckedDeployment {
    try PolicyChecker(
      PolicyDocument(parsing: Data((Self.head + text).utf8), file: "p.yaml"), optimizer: GLPKOptimizer()
    ).report().deployments[0]
  }

  /// Older names, and targets beside the limits, mean the same, and faults name the line and the key as written.
  @Test func olderNamesAreRead() throws {
    let new = try checked(Self.flags)
    let old = try checked(
      """
          cluster: 1x8 H100
          input: 1000
          output: 100
          prefix-cache-hit-rate: 20 %
          requests-per-second: 2
          ttft: 1 s
          tpot: 30 ms
          gpus: 8
      """)
    #expect(new.fault == nil && new.outcome == .pass)
    #expect(old.figures == new.figures && old.rules.map(\.sentence) == new.rules.map(\.sentence))
    #expect(old.rules.first { $0.id == "tpot" }?.place.line == 11)
    let wrong = try checked(Self.flags.replacing("output-tokens: 100", with: "output: -1"))
    #expect(wrong.fault?.place.key == "deployments[0].output" && wrong.fault?.place.line == 7)
  }

  @Test(arguments: ["outputs", "output-token", "outputtokens"])
  func nearNamesAreSaid(key: String) throws {
    let fault = try checked(Self.flags.replacing("output-tokens", with: key)).fault
    #expect(fault?.id == .unknownKey && fault?.advice == "did you mean \"output-tokens\"?")
  }

  @Test(arguments: [("input: 1000", "input: 1000\n    output: 7"), ("input: 1000", "input: 1000\n    tpot: 7 ms")])
  func aValueGivenTwiceIsRefused(old: String, new: String) {
    let fault = #expect(throws: Diagnostic.self) { try checked(Self.flags.replacing(old, with: new)) }
    #expect(fault?.id == .duplicateKey && fault?.line == 7)
  }

  /// What fails is shown at its limit; where there is no line of one, at what is too small.
  @Test func theLineOfAFailureIsThatOfItsLimit() throws {
    let slow = try checked(Self.flags.replacing("tpot: 30 ms", with: "tpot: 1 us"))
    let rule = try #require(slow.rules.first { $0.outcome == .fail })
    #expect(rule.id == "tpot" && rule.cause == rule.place && rule.cause?.key == "deployments[0].limits.tpot")
    let large = try checked(
      "    cluster: 1x8 H100\n    context: 4096\n    batch: 1000000\n")
    let fits = try #require(large.rules.first { $0.id == "fits" })
    #expect(fits.outcome == .fail && fits.cause?.key == "deployments[0].cluster", "\(String(describing: fits.cause))")
  }
}
