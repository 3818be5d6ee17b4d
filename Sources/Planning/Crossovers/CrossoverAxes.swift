import Costing
import Topology

/// The inputs that are moved for a request, each over a range about what it is.
struct CrossoverAxes: Sendable {
  private let request: PlanRequest

  init(_ request: PlanRequest) { self.request = request }

  /// In the order they are shown; each is moved with all others as they are.
  var all: [CrossoverAxis] { [scaleOut, domain, context, batch, experts] }

  /// A thirty-second to thirty-two times.
  private var scaleOut: CrossoverAxis {
    guard let present = InputAxis.scaleOut.present(in: request), hasSeveralDomains else {
      return CrossoverAxis(.scaleOut, obstacle: "one scale-up domain, which nothing leaves")
    }
    let gigabytes = present / 1e9
    return CrossoverAxis(
      .scaleOut, values: (-5...5).map { gigabytes * Double(sign: .plus, exponent: $0, significand: 1) },
      current: gigabytes)
  }

  private var hasSeveralDomains: Bool { request.cluster.pools.contains { $0.domainCount > 1 } }

  /// Whatever fills nodes, racks, tiers and the pool evenly, from four GPUs on.
  private var domain: CrossoverAxis {
    let present = InputAxis.domain.present(in: request)
    let largest = min(Self.largestDomain, request.cluster.pools.map(\.gpuCount).max() ?? 1)
    let sizes = (1...largest).filter { size in
      (size >= 4 || Double(size) == present)
        && request.cluster.pools.contains { $0.gpuCount % size == 0 }
        && (try? InputAxis.domain.varied(request, to: Double(size), flag: "compare")) != nil
    }
    guard sizes.count > 1 else {
      return CrossoverAxis(.domain, obstacle: "no other size fills nodes, racks and tiers evenly")
    }
    return CrossoverAxis(.domain, values: sizes.map(Double.init), current: present)
  }

  private static let largestDomain = 576

  /// Of the context, or of the prompt where lengths were given.
  private var context: CrossoverAxis {
    let axis = request.workload.inputTokens == nil ? InputAxis.context : .input
    let longest = min(request.model.maximumContext ?? Self.longestContext, Self.longestContext)
    let doublings = (9...20).map { 1 << $0 }.filter { $0 < longest } + [longest]
    return CrossoverAxis(axis, values: doublings.map(Double.init), current: axis.present(in: request))
  }

  private static let longestContext = 1 << 20

  /// In a replica, from one sequence on to more than any holds.
  private var batch: CrossoverAxis {
    CrossoverAxis(
      .batch, values: (0...20).map { Double(1 << $0) }, current: InputAxis.batch.present(in: request))
  }

  /// From one expert to four times as many as now.
  private var experts: CrossoverAxis {
    guard let present = request.model.expertsPerToken, let most = request.model.mostExpertsPerToken else {
      return CrossoverAxis(.expertsPerToken, obstacle: "the model has no experts")
    }
    let counts = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128].filter { $0 <= min(4 * present, most) }
    return CrossoverAxis(.expertsPerToken, values: counts.map(Double.init), current: Double(present))
  }
}
