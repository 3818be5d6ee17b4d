import Clusters
import Formats
import Optimization
import Plans
import Quantities

/// The smallest single changes of a question with which there is a plan. Workers are rated again for each, and it is solved
/// under all other limits of the question before it is named.
struct ClusterChanges: Sendable {
  private let request: ClusterRequest
  private let optimizer: any Optimizer

  init(_ request: ClusterRequest, optimizer: any Optimizer) {
    self.request = request
    self.optimizer = optimizer
  }

  /// Where the GPUs do not serve the demand.
  func ofDemand() -> [String] {
    let times = request.models.count == 1 ? targets(ofModel: 0) + [shorterPrompts(ofModel: 0)].compactMap(\.self) : []
    return [moreGPUs()].compactMap(\.self) + request.cluster.pools.indices.compactMap(moreDomains) + times
  }

  /// Where no workers serve a model.
  func ofModel(_ model: Int) -> [String] {
    let changes = targets(ofModel: model) + [shorterPrompts(ofModel: model), moreGPUs()].compactMap(\.self)
    return changes + request.cluster.pools.indices.compactMap(largerPool)
  }

  // MARK: - Whether a change is enough

  /// - Parameter change: Made to the inputs of the question.
  private func isEnough(on cluster: Cluster? = nil, with change: (inout ClusterPlanInputs) -> Void) -> Bool {
    var inputs = request.inputs
    change(&inputs)
    guard let changed = try? request.with(inputs, cluster: cluster) else { return false }
    return isEnough(changed)
  }

  private func isEnough(_ changed: ClusterRequest) -> Bool {
    mayBeEnough(changed) && best(changed) != nil
  }

  private func best(_ changed: ClusterRequest) -> PlacedComposition? {
    (try? CompositionPlanner(changed, optimizer: optimizer).outcome())?.best
  }

  /// Fractions of workers serve what whole ones do.
  private func mayBeEnough(_ changed: ClusterRequest) -> Bool {
    guard changed.objective != .served else { return !changed.workers.isEmpty }
    return solver.relaxedRatio(CompositionBuilder(request: changed).problem(objective: .served)) >= 1 - 1e-9
  }

  private var solver: CompositionSolver { CompositionSolver(optimizer: optimizer, tolerance: request.inputs.tolerance) }

  // MARK: - Targets and lengths

  private func targets(ofModel model: Int) -> [String] {
    let names = request.models.count > 1 ? " for \(request.models[model].name)" : ""
    return [
      longer(model, \.timeToFirstToken).map {
        "a TTFT of \($0.new) instead of \($0.old)\(names)" + flag("--ttft", $0.new)
      },
      longer(model, \.timePerOutputToken).map {
        "a TPOT of \($0.new) instead of \($0.old)\(names)" + flag("--tpot", $0.new)
      },
    ].compactMap(\.self)
  }

  /// Workloads of a file have their targets there.
  private func flag(_ name: String, _ value: some CustomStringConvertible) -> String {
    request.inputs.workload == nil ? " (\(name) \"\(value)\")" : ""
  }

  private func longer(
    _ model: Int, _ target: WritableKeyPath<ServedModel, Double?>
  ) -> (new: Seconds, old: Seconds)? {
    guard let present = request.models[model][keyPath: target] else { return nil }
    func isEnough(_ time: Double?) -> Bool { self.isEnough(with: { $0.models[model][keyPath: target] = time }) }
    guard isEnough(nil) else { return nil }
    let found = RoundFigures(above: present).first { isEnough($0) }
    return found.map { (Seconds($0), Seconds(present)) }
  }

  private func shorterPrompts(ofModel model: Int) -> String? {
    guard case .ratings = request.source, let present = request.models[model].inputTokens, present > 1 else {
      return nil
    }
    func isEnough(_ tokens: Double) -> Bool { self.isEnough(with: { $0.models[model].inputTokens = tokens }) }
    let found = RoundFigures(below: present).first { isEnough($0) }
    return found.flatMap { tokens in
      // Much shorter ones are other traffic.
      guard tokens >= present / Self.mostShortening else { return nil }
      let flag = request.inputs.workload == nil ? " (--input \(Int(tokens)))" : ""
      return "prompts of \(Numerals.grouped(rounding: tokens)) instead of \(Numerals.grouped(rounding: present)) tokens"
        + flag
    }
  }

  // MARK: - Hardware

  /// The fewest GPUs of the cluster that would do, where there is a limit on them.
  private func moreGPUs() -> String? {
    guard let limit = request.inputs.gpuLimit else { return nil }
    var inputs = request.inputs
    (inputs.gpuLimit, inputs.objective) = (nil, .gpus)
    // Where as much as possible is wanted, anything is enough.
    for model in inputs.models.indices {
      inputs.models[model].requestsPerSecond = request.models[model].requestsPerSecond ?? 1e-6
    }
    guard let unlimited = try? request.with(inputs),
      let fewest = best(unlimited),
      fewest.workers.gpus > limit, isEnough(with: { $0.gpuLimit = fewest.workers.gpus })
    else { return nil }
    return
      "\(Numerals.grouped(fewest.workers.gpus)) GPUs instead of \(Numerals.grouped(limit)) (--gpus \(fewest.workers.gpus))"
  }

  /// The fewest domains of a pool that would do. Fewer than fractions of workers need are not enough; from there on whole
  /// ones are tried.
  private func moreDomains(_ poolIndex: Int) -> String? {
    guard request.objective != .served, request.inputs.gpuLimit == nil else { return nil }
    func mayBeEnough(_ extra: Int) -> Bool { larger(poolIndex, by: extra).map(self.mayBeEnough) ?? false }
    var high = 1
    while high <= Self.mostDomains, !mayBeEnough(high) { high *= 2 }
    guard high <= Self.mostDomains else { return nil }
    var low = high / 2
    while high - low > 1 {
      let middle = (low + high) / 2
      if mayBeEnough(middle) { high = middle } else { low = middle }
    }
    let more = [0, 1, 2, 3, max(4, high / 100), max(8, high / 20)]
    let enough = more.lazy.map { high + $0 }.first { larger(poolIndex, by: $0).map(isEnough) ?? false }
    return enough.map { sentence(poolIndex, request.cluster.pools[poolIndex].domainCount + $0) }
  }

  /// The same workers with more domains in a pool.
  private func larger(_ poolIndex: Int, by extra: Int) -> ClusterRequest? {
    cluster(poolIndex, by: extra).map {
      var changed = request
      changed.cluster = $0
      return changed
    }
  }

  /// The smallest of some larger pools in which there are workers at all.
  private func largerPool(_ poolIndex: Int) -> String? {
    guard case .ratings = request.source, request.inputs.gpuLimit == nil else { return nil }
    let count = request.cluster.pools[poolIndex].domainCount
    let sizes = ([count + 1] + [2, 3, 4, 6, 8, 12, 16, 32].map { count * $0 }).filter { $0 <= Self.mostDomains }
    let enough = Array(Set(sizes)).sorted().first { size in
      cluster(poolIndex, by: size - count).map { isEnough(on: $0, with: { _ in }) } ?? false
    }
    return enough.map { sentence(poolIndex, $0) }
  }

  /// `nil` where the network does not say how more domains would be joined.
  private func cluster(_ poolIndex: Int, by extra: Int) -> Cluster? {
    var cluster = request.cluster
    let pool = cluster.pools[poolIndex]
    let variation = AxisVariation(axis: .gpus, setting: .factor(1), pool: pool.name, flag: "")
    guard (try? cluster.pools[poolIndex].resize(toGPUs: pool.gpuCount + extra * pool.gpusPerDomain, variation)) != nil
    else { return nil }
    return cluster
  }

  private func sentence(_ poolIndex: Int, _ count: Int) -> String {
    let pool = request.cluster.pools[poolIndex]
    return
      "\(Numerals.grouped(count)) \(pool.domainNoun)s of \(pool.gpusPerDomain) GPUs in pool \(pool.name) instead of "
      + Numerals.grouped(pool.domainCount)
  }

  private static let mostDomains = 4096
  private static let mostShortening = 8.0
}

/// Figures of two digits above or below another, from the nearest on.
private struct RoundFigures {
  private let start: Double
  private let isAbove: Bool

  init(above start: Double) { (self.start, isAbove) = (start, true) }
  init(below start: Double) { (self.start, isAbove) = (start, false) }

  /// The nearest that is enough, where all that are farther away are too; `nil` where none within a factor of a thousand is.
  func first(_ isEnough: (Double) -> Bool) -> Double? {
    let figures = figures
    var (step, last) = (1, -1)
    // Twice as far each time, then back.
    while last + step < figures.count, !isEnough(figures[last + step]) {
      last += step
      step *= 2
    }
    var (low, high) = (last, min(last + step, figures.count - 1))
    guard high > low, last + step < figures.count || isEnough(figures[high]) else { return nil }
    while high - low > 1 {
      let middle = (low + high) / 2
      if isEnough(figures[middle]) { high = middle } else { low = middle }
    }
    return figures[high]
  }

  private var figures: [Double] {
    var exponent = -6
    while let scale = Double("1e\(exponent)"), start / scale >= 100 { exponent += 1 }
    var digits = Int((start / (Double("1e\(exponent)") ?? 1)).rounded(isAbove ? .down : .up))
    var figures: [Double] = []
    while figures.count < Self.most {
      digits += isAbove ? 1 : -1
      if digits >= 100 { (digits, exponent) = (10, exponent + 1) }
      if digits < 10 { (digits, exponent) = (99, exponent - 1) }
      // As a reader makes it of the same digits.
      guard let figure = Double("\(digits)e\(exponent)") else { break }
      // Tokens are whole.
      if !isAbove, figure < 1 || figure != figure.rounded() { break }
      figures.append(figure)
    }
    return figures
  }

  /// 90 in each power of ten.
  private static let most = 270
}
