import Foundation
import Inputs
import Plans
import Quantities

/// The limit itself, or the demand, as far as it has to be given up.
struct TargetLevers {
  private let source: DeploymentSource
  private let subject: any PolicySubject

  /// Where nothing is known of what can be reached, a tenth more is tried each time, up to a hundred times as much.
  private static let looser: [Double] = (1...49).map { pow(1.1, Double($0)) }

  init(_ source: DeploymentSource, _ subject: any PolicySubject) {
    self.source = source
    self.subject = subject
  }

  /// - Returns: `nil` for rules that have no number to give up.
  func lever(for rule: CheckedRule, _ evaluation: Evaluation) -> Lever? {
    if rule.id == RuleJudge.demand { return demand(evaluation) }
    guard let quantity = LimitedQuantity(rawValue: rule.id), let limit = subject.limits[quantity] else { return nil }
    let values = rule.found.map { [$0.value] } ?? steps(limit)
    return Lever(name: "target", steps: values.compactMap { step(limit, $0) })
  }

  private func steps(_ limit: Limit) -> [Double] {
    Self.looser.map { limit.quantity.side == .atMost ? limit.value * $0 : limit.value / $0 }
  }

  private func step(_ limit: Limit, _ value: Double) -> LeverStep? {
    let written = limit.quantity.measure.written(value, roundingUp: limit.quantity.side == .atMost)
    let isNested = source.node.value(at: "limits.\(limit.quantity.rawValue).limit") != nil
    let key = "limits.\(limit.quantity.rawValue)\(isNested ? ".limit" : "")"
    return source.edited(
      key, to: Self.content(written),
      sentence: "\(limit.quantity.noun) of \(written) instead of \(limit.quantity.measure.text(limit.value))",
      replacement: written)
  }

  /// What is served where a demand is not; else multiples of it.
  private func demand(_ evaluation: Evaluation) -> Lever? {
    let keys = ["requests-per-second", "tokens-per-second"]
    guard let key = keys.first(where: { source.node.value(at: $0) != nil }),
      let demand = try? source.node.value(at: key)?.number(atLeast: 0)
    else { return nil }
    let served = evaluation[.served].map { [demand * $0.value] } ?? Self.looser.map { demand / $0 }
    let noun = key == keys[0] ? "requests/s" : "output tokens/s"
    return Lever(
      name: "demand",
      steps: served.filter { $0 > 0 }.compactMap { rate in
        let written = LimitMeasure.number.written(rate, roundingUp: false)
        return source.edited(
          key, to: Self.content(written), sentence: "\(written) \(noun) instead of \(Numerals.significant(demand))",
          replacement: written)
      })
  }

  private static func content(_ written: String) -> InputNode.Content {
    Int(written).map { .integer($0) } ?? Double(written).map { .number($0) } ?? .text(written)
  }
}
