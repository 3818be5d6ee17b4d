import Foundation
import Testing

@Suite("Laws of predicted serving")
struct PredictionLawTests {
  private static let deployments: [[String: String?]] = [
    [:], PredictedServing.apart, ["--runtime": "vllm", "--draft-tokens": "3", "--acceptance": "0.85"],
    ["--runtime": "trtllm", "--concurrency": "1000"],
    [
      "--tensor-parallel": nil, "--data-parallel": "8", "--expert-parallel": "8", "--concurrency": "1024",
      "--input": "1024",
    ],
  ]

  @Test(arguments: deployments, [[], ["--two-batch-overlap"]])
  func partsAddUp(flags: [String: String?], more: [String]) throws {
    let serving = try PredictedServing(flags, more)
    let sendsTokens = flags["--decode"] != nil || flags["--data-parallel"] != nil
    for key in ["timeToFirstToken", "timePerOutputToken"] {
      let (mean, parts) = serving.time(key)
      let sum = parts.reduce(0) { $0 + $1.time }
      #expect(parts.count >= 3 && mean > 0)
      #expect(abs(sum - mean) <= 1e-9 * mean, "\(key)")
      #expect(parts.allSatisfy { $0.time > 0 || $0.name.hasPrefix("hidden") }, "\(parts)")
      let hides = key == "timePerOutputToken" && !more.isEmpty && sendsTokens
      #expect(parts.contains { $0.name.hasPrefix("hidden") } == hides)
    }
    #expect(serving.warnings.contains("overlap-without-exchange") == (!more.isEmpty && !sendsTokens))
  }

  /// Little: clients = requests/s × time of a request.
  @Test(arguments: ["1", "64", "100", "2000"])
  func clientsAreRequestsInTheSystem(clients: String) throws {
    let serving = try PredictedServing(["--concurrency": clients])
    let inSystem = serving.number("requestsPerSecond") * serving.number("endToEnd_s")
    #expect(abs(inSystem / (Double(clients) ?? .nan) - 1) < 0.01)
  }

  @Test func figuresFollowFromEachOther() throws {
    let serving = try PredictedServing()
    let (first, perToken) = (serving.time("timeToFirstToken").mean, serving.time("timePerOutputToken").mean)
    func isClose(_ key: String, _ value: Double) -> Bool { abs(serving.number(key) / value - 1) < 1e-12 }
    #expect(isClose("endToEnd_s", first + 1023 * perToken))
    #expect(isClose("outputTokensPerSecondPerUser", 1 / perToken))
    let output = serving.number("outputTokensPerSecond")
    #expect(isClose("outputTokensPerSecondPerGPU", output / 8))
    #expect(isClose("requestsPerSecond", output / 1024))
    #expect(isClose("inputTokensPerSecond", output * 8))
    #expect(isClose("gpuHoursPerMillionTokens", 8 * 1e6 / output / 3600))
    // hgx-h200 costs 2.50 USD/GPU/h.
    #expect(isClose("costPerMillionTokens_USD", 2.5 * serving.number("gpuHoursPerMillionTokens")))
  }

  /// An arrival more changes nothing but the queue: what is asked is what is served.
  @Test func arrivalsAreServed() throws {
    let serving = try PredictedServing(["--concurrency": nil, "--requests-per-second": "0.7"])
    #expect(abs(serving.number("requestsPerSecond") - 0.7) < 1e-9)
  }

  @Test(arguments: deployments)
  func moreClientsNeverLowerThroughput(flags: [String: String?]) throws {
    var before = 0.0
    for clients in [1, 4, 16, 64, 256, 1024, 4096, 16384] {
      let output = try PredictedServing(
        flags.merging(["--requests-per-second": nil, "--concurrency": "\(clients)"]) { $1 }
      ).number("outputTokensPerSecond")
      #expect(output >= before * (1 - 1e-9), "\(clients) clients")
      before = output
    }
  }

  @Test func cachedPromptsAndFasterArithmeticHelp() throws {
    let plain = try PredictedServing()
    let cached = try PredictedServing(["--prefix-cache-hit": "0.9"])
    let ideal = try PredictedServing(["--calibration": "ideal", "--runtime": nil])
    #expect(cached.time("timeToFirstToken").mean < plain.time("timeToFirstToken").mean)
    #expect(cached.number("outputTokensPerSecond") > plain.number("outputTokensPerSecond"))
    #expect(ideal.time("timePerOutputToken").mean < plain.time("timePerOutputToken").mean)
  }
}
