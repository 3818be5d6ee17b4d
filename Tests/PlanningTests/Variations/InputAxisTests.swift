import Clusters
import Formats
import Models
import Quantities
import Testing
@testable import Planning

@Suite("One figure of a request at another value")
struct InputAxisTests {
  static let request = PlanCase(target: Seconds(0.05), batch: 64)

  /// Set to what it is, nothing changes; doubled and halved, it is what it was.
  @Test(arguments: InputAxis.allCases) func thereAndBack(axis: InputAxis) throws {
    let request = try Self.request.request()
    guard let present = axis.present(in: request) else {
      #expect([.input, .outputTokens].contains(axis))
      return
    }
    #expect(try Self.figures(axis.varied(request, to: present)) == Self.figures(request))
    let factor: Double = axis == .domain ? 0.5 : 2
    let there = try axis.varied(request, by: .factor(factor))
    #expect(axis.present(in: there) == factor * present)
    #expect(try Self.figures(axis.varied(there, by: .factor(1 / factor))) == Self.figures(request))
  }

  private static func figures(_ request: PlanRequest) -> [AnyHashable] {
    let goal = request.goal
    return [
      request.model, request.cluster, request.workload, goal.timePerOutputToken, goal.batch, goal.gpuLimit,
      goal.tokensPerSecond,
    ]
  }

  /// 58 layers × 8 more experts of 3 × 7,168 × 2,048 weights.
  @Test func expertsPerToken() throws {
    let request = try Self.request.request()
    let changed = try InputAxis.expertsPerToken.varied(request, to: 16).model
    #expect(changed.activeParameters - request.model.activeParameters == 58 * 8 * 3 * 7168 * 2048)
    #expect(changed.totalParameters == request.model.totalParameters)
    #expect(changed.checkpointBytes == request.model.checkpointBytes)
    #expect(changed.multiTokenPrediction?.layers.first?.kind.feedForward.mixture?.expertsPerToken == 16)
  }

  /// Routing lets a token choose from 4 of 8 groups of 32 experts.
  @Test func expertsPerTokenWithinGroups() throws {
    let request = try Self.request.request()
    #expect(try InputAxis.expertsPerToken.varied(request, to: 128).model.expertsPerToken == 128)
    refuses("out-of-range", "at most 128") { try InputAxis.expertsPerToken.varied(request, to: 129) }
  }

  /// 72 GPUs a rack: domains of 36 are twice as many, of 144 half as many, and the tiers above stay.
  @Test func domains() throws {
    let request = try PlanCase(cluster: "gb200-nvl72-8-racks").request()
    let tiers = request.cluster.pools[0].tiers
    for (size, count) in [(36, 16), (144, 4), (8, 72), (576, 1)] {
      let pool = try InputAxis.domain.varied(request, to: Double(size)).cluster.pools[0]
      #expect(pool.gpusPerDomain == size && pool.domainCount == count && pool.gpuCount == 576)
      #expect(pool.tiers.last?.gpusPerGroup == 576)
      #expect(size == 144 || size == 576 || pool.tiers == tiers)
    }
    refuses("domain-not-nested", "the nearest are 24, 36, 72, 144") { try InputAxis.domain.varied(request, to: 64) }
    refuses("domain-not-nested", "nearest") { try InputAxis.domain.varied(request, to: 1152) }
  }

  @Test func allFormatsAlike() throws {
    let request = try Self.request.request()
    let before = request.cluster.pools[0].accelerator.peakRates
    let after = try InputAxis.compute.varied(request, to: 5e15).cluster.pools[0].accelerator.peakRates
    #expect(after[.bfloat16] == FLOPRate(5e15))
    for (format, rate) in before {
      let ratio = try #require(after[format]) / rate
      #expect(abs(ratio - 5e15 / (try #require(before[.bfloat16]).value)) < 1e-12, "\(format)")
    }
  }

  /// The links of a pair keep their share of all.
  @Test func linksOfAMesh() throws {
    let request = try PlanCase(cluster: "mi300x-4-nodes").request()
    let before = request.cluster.pools[0].scaleUp
    let after = try InputAxis.scaleUp.varied(request, by: .factor(3)).cluster.pools[0].scaleUp
    #expect(after.bandwidth(among: 3).value == 3 * before.bandwidth(among: 3).value)
  }

  @Test func everyTierTakesAValue() throws {
    let request = try PlanCase(cluster: "deepseek-h800-2048").request()
    let pool = try InputAxis.scaleOut.varied(request, to: 75e9).cluster.pools[0]
    #expect(pool.tiers.count > 1 && pool.tiers.allSatisfy { $0.bandwidth == Bandwidth(75e9) })
  }

  @Test func amountsOfSeveralPools() throws {
    let request = try PlanCase(cluster: "mixed-gb200-h200").request()
    let names = request.cluster.pools.map(\.name)
    refuses("missing-pool", names[0]) { try InputAxis.nodes.varied(request, to: 8) }
    refuses("unknown-value", names[1]) { try InputAxis.nodes.varied(request, to: 8, pool: "nowhere") }
    refuses("unknown-value", "no pool") { try InputAxis.context.varied(request, to: 8, pool: names[0]) }
    let one = try InputAxis.nodes.varied(request, to: 3, pool: names[1]).cluster.pools
    #expect(one[0] == request.cluster.pools[0] && one[1].availableGPUCount == 3 * one[1].gpusPerNode)
    let all = try InputAxis.nodes.varied(request, by: .factor(2)).cluster.pools
    #expect(zip(all, request.cluster.pools).allSatisfy { $0.gpuCount == 2 * $1.gpuCount })
  }

  @Test(arguments: [
    (InputAxis.context, 0.0), (.context, 1.5), (.memory, 0), (.memory, .infinity), (.scaleOut, -1),
    (.scaleOut, .nan), (.racks, 1e9), (.nodes, 0), (.gpus, 1e7), (.domain, 1e300), (.timePerOutputToken, 0),
    (.batch, 1e18), (.price, -1),
  ])
  func outOfRange(axis: InputAxis, value: Double) throws {
    let request = try Self.request.request()
    refuses("out-of-range", "") { try axis.varied(request, to: value) }
  }

  /// What there is none of cannot be doubled; a value can be set where it makes sense.
  @Test func nothingToMultiply() throws {
    let free = try PlanCase(target: nil).request()
    refuses("missing-value", "") { try InputAxis.batch.varied(free, by: .factor(2)) }
    refuses("missing-value", "") { try InputAxis.timePerOutputToken.varied(free, by: .factor(2)) }
    #expect(try InputAxis.batch.varied(free, to: 32).goal.batch == 32)
    refuses("conflict", "context") { try InputAxis.input.varied(free, to: 32) }
    let dense = try PlanCase(model: "meta-llama/Llama-3.1-70B", cluster: "hgx-h100").request()
    refuses("missing-value", "experts") { try InputAxis.expertsPerToken.varied(dense, to: 2) }
  }

  private func refuses(
    _ id: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> PlanRequest
  ) {
    let fault = #expect(throws: Diagnostic.self, sourceLocation: sourceLocation) { _ = try body() }
    #expect(fault?.id.rawValue == id && fault?.file == "--what-if", sourceLocation: sourceLocation)
    #expect(words.isEmpty || "\(fault?.description ?? "")".contains(words), sourceLocation: sourceLocation)
  }
}
