import Costing
import Plans
import Quantities

/// What a deployment is asked to serve, in a few words.
struct TrafficText: CustomStringConvertible {
  let traffic: Traffic

  /// "8,192 in, 1,024 out, 64 clients".
  var description: String { "\(shape), \(load)" }

  /// "8,192 in, 1,024 out", without how much of it there is.
  var shape: String {
    let lengths = "\(count(traffic.inputTokens)) in, \(count(traffic.outputTokens)) out"
    let cached =
      traffic.prefixCacheHitRate > 0
      ? ["\(Numerals.percent(traffic.prefixCacheHitRate)) of prompts cached"] : []
    return ([lengths] + cached).joined(separator: ", ")
  }

  private var load: String {
    switch traffic.load {
    case .concurrency(let clients):
      "\(count(clients)) client\(clients == 1 ? "" : "s")"
        + (traffic.requests.map { ", \(count($0)) requests" } ?? "")
    case .requestsPerSecond(let rate): "\(Numerals.significant(rate)) requests/s"
    default: "a batch that is kept"
    }
  }

  private func count(_ value: Double) -> String { Numerals.grouped(rounding: value) }
}

/// The inputs of a prediction of serving as the user named them.
public struct ServingNames: Encodable, Sendable {
  /// The model; its digest is over the reading.
  public let model: PlanInputs.Reference
  /// The format that weights were asked to be stored in; `nil` keeps the checkpoint's.
  public let weightFormat: NumberFormat?
  /// The cluster; its digest is over the file.
  public let cluster: PlanInputs.Reference
  /// The calibration; its digest is over the file.
  public let calibration: PlanInputs.Reference

  public init(
    model: PlanInputs.Reference, weightFormat: NumberFormat?, cluster: PlanInputs.Reference,
    calibration: PlanInputs.Reference
  ) {
    self.model = model
    self.weightFormat = weightFormat
    self.cluster = cluster
    self.calibration = calibration
  }
}

/// A part of a time. The parts of a time add up to it.
public struct TimePart: Encodable, Sendable, Equatable {
  /// What the time is spent on: "own prefill".
  public let name: String
  /// Seconds; below zero for what is saved by doing two things at once.
  public let time: Double
  /// Of the whole.
  public let share: Double

  enum CodingKeys: String, CodingKey {
    case name
    case time = "time_s"
    case share
  }

  init(_ name: String, _ time: Double, of whole: Double) {
    self.name = name
    self.time = time
    share = whole > 0 ? time / whole : 0
  }
}

extension TimePart {
  /// The terms of a sum under the names that they were computed with; terms of nothing are left out.
  static func terms(of sum: Derivation) -> [TimePart] {
    flattened(sum).filter { $0.value != 0 }.map { TimePart($0.name, $0.value, of: sum.value) }
  }

  /// a + b + c is a sum of three, though it was computed as (a + b) + c.
  private static func flattened(_ sum: Derivation) -> [Derivation] {
    guard sum.operation == .sum else { return [sum] }
    return sum.operands.flatMap { $0.name.isEmpty && $0.operation == .sum ? flattened($0) : [$0] }
  }

  private static let prefillShare = "prefill of others, per token"
  private static let hidden = "hidden by overlapping two batches"

  /// The step of decode by what it waits for, then the prefill that the time per output token holds.
  /// - Parameters:
  ///   - perToken: The derivation of the time per output token.
  ///   - waiting: Seconds of a step by resource.
  ///   - tokensPerStep: That a step yields for a sequence.
  static func perToken(
    _ perToken: Derivation, waiting: [Resource: Double], tokensPerStep: Double
  ) -> [TimePart] {
    let prefill = perToken.operands.first { $0.name == prefillShare }
    let decode = perToken.value - (prefill?.value ?? 0)
    let whole = perToken.value
    let resources = Resource.allCases.compactMap { resource -> TimePart? in
      guard let time = waiting[resource], time > 0 else { return nil }
      return TimePart(resource.title, time / tokensPerStep, of: whole)
    }
    let rest = decode - resources.reduce(0) { $0 + $1.time }
    let overlap = abs(rest) > 1e-9 * whole ? [TimePart(hidden, rest, of: whole)] : []
    return resources + overlap + (prefill.map { [TimePart($0.name, $0.value, of: whole)] } ?? [])
  }
}
