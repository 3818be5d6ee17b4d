import Costing
import Plans
import Quantities

/// Whether a deployment keeps up with arrivals, and up to which rate it would.
public struct ServingCapacity: Sendable {
  private let request: ServingRequest
  private static let bisections = 40

  /// - Parameter request: Any; only arrivals that do not wait for answers can be too many.
  public init(_ request: ServingRequest) { self.request = request }

  /// The reason why the deployment cannot keep up, and what would; `nil` where it does, and for clients that wait for
  /// answers.
  /// - Throws: As `ServingModel`.
  public func refusal() throws -> Refusal? {
    guard case .requestsPerSecond(let rate) = request.traffic.load else { return nil }
    let prediction = try Self.prediction(request, rate)
    guard !keepsUp(prediction, rate, request) else { return nil }
    let most = try highestRate(below: rate, request)
    let tokens = Numerals.grouped(rounding: (most * request.traffic.outputTokens))
    return Refusal(
      reason: .demand,
      sentence: "\(Numerals.significant(rate)) requests/s are more than the deployment keeps up with: "
        + "\(reason(prediction, rate)); it keeps up with \(Self.roundedDown(most)) requests/s, which are "
        + "\(tokens) output tokens/s",
      stage: nil, changes: try changes(rate, most))
  }

  // MARK: - Keeping up

  private static func prediction(_ request: ServingRequest, _ rate: Double) throws -> ServingPrediction {
    var request = request
    request.traffic.load = .requestsPerSecond(rate)
    return try ServingModel(request).prediction(recorder: .off)
  }

  /// Prefill has time for every prompt, and what then is in decode finds room.
  private func keepsUp(_ prediction: ServingPrediction, _ rate: Double, _ request: ServingRequest) -> Bool {
    !prediction.isSaturated && demanded(prediction, rate, request) < limit(prediction)
  }

  /// Sequences on each rank that so many arrivals keep in decode (Little): rate × output tokens × TPOT / ranks.
  private func demanded(_ prediction: ServingPrediction, _ rate: Double, _ request: ServingRequest) -> Double {
    let part = DeploymentPart.all(request).last
    let ranks = part.map { Double($0.group.workers * $0.group.dataParallel) } ?? 1
    return rate * (request.traffic.outputTokens - 1) * (prediction.timePerOutputToken?.value ?? 0) / ranks
  }

  private func limit(_ prediction: ServingPrediction) -> Double {
    min(prediction.sequencesThatFit, request.scheduler.mostSequencesPerRank ?? .infinity)
  }

  private func reason(_ prediction: ServingPrediction, _ rate: Double) -> String {
    if prediction.isSaturated, prediction.prefillUtilisation.isFinite {
      return "prefill would work \(Numerals.percent(prediction.prefillUtilisation, decimals: 0)) of its time"
    }
    let needed = demanded(prediction, rate, request)
    return "\(Numerals.significant(needed)) sequences would be in decode on each rank, which takes "
      + Numerals.significant(limit(prediction))
  }

  /// The highest rate that is kept up with; 0 where none is.
  private func highestRate(below rate: Double, _ request: ServingRequest) throws -> Double {
    var (low, high) = (0.0, rate)
    for _ in 0..<Self.bisections {
      let middle = (low + high) / 2
      if keepsUp(try Self.prediction(request, middle), middle, request) { low = middle } else { high = middle }
    }
    return low
  }

  // MARK: - Changes

  /// The lower rate, or more workers of one part where the pool has them.
  private func changes(_ rate: Double, _ most: Double) throws -> [String] {
    guard most > 0 else { return [] }
    let lower = Self.roundedDown(most)
    let workers = try DeploymentPart.all(request).compactMap { try moreWorkers($0, rate, most) }
    return ["\(lower) requests/s (--requests-per-second \(lower))"] + workers
  }

  /// The number of workers in proportion to the rate, and a few more where that is not enough.
  private func moreWorkers(_ part: DeploymentPart, _ rate: Double, _ most: Double) throws -> String? {
    let workers = Double(part.group.workers) * rate / most
    guard workers < 16_384 else { return nil }
    let counts = Int(workers.rounded(.up))...Int((workers * 1.25).rounded(.up)) + 1
    for count in counts where count > part.group.workers {
      var group = part.group
      group.workers = count
      let changed = request.replacing(part, with: group)
      guard GPUCheck.fits(DeploymentPart.all(changed), changed.cluster) else { return nil }
      if keepsUp(try Self.prediction(changed, rate), rate, changed) {
        return "\(part.count(count)) instead of \(part.group.workers) (\(part.written([(.workers, count)])))"
      }
    }
    return nil
  }

  /// The value rounded down to three digits, so that the proposal holds.
  private static func roundedDown(_ value: Double) -> String {
    var scale = 1.0
    while value / scale >= 1000 { scale *= 10 }
    while value / scale < 100 { scale /= 10 }
    return Numerals.significant((value / scale).rounded(.down) * scale)
  }
}
