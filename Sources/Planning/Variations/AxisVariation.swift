import Clusters
import Costing
import Formats
import Optimization
import Plans

/// One axis on its way to another value: where it is set, and what a message blames.
struct AxisVariation {
  let axis: InputAxis
  let setting: AxisSetting
  /// The only pool that it is set in; all where `nil`.
  let pool: String?
  /// The flag that asked for it.
  let flag: String

  /// The new value in place of a present one.
  /// - Throws: `Diagnostic` "out-of-range".
  func value(insteadOf present: Double) throws -> Double {
    let value = setting.applied(to: present)
    let range = axis.range
    guard value.isFinite, range.contains(value) else {
      let (low, high) = (axis.measure.text(range.lowerBound), axis.measure.text(range.upperBound))
      throw fault(.outOfRange, found: found(value), expected: "\(axis.noun) from \(low) to \(high)")
    }
    guard !axis.isWhole || value == value.rounded() else {
      throw fault(.outOfRange, found: "\(value)", expected: "a whole number")
    }
    return value
  }

  /// The same where there is nothing yet.
  func value(insteadOf present: Double?, missing: String) throws -> Double {
    if case .factor = setting, present == nil {
      throw fault(.missingValue, found: "a factor of nothing: \(missing)", expected: "a value")
    }
    return try value(insteadOf: present ?? 0)
  }

  func count(insteadOf present: Int) throws -> Int { Int(try value(insteadOf: Double(present))) }

  /// The pools that it is set in.
  /// - Throws: `Diagnostic` for a pool that is not there, or an amount of hardware for several.
  func pools(of cluster: Cluster) throws -> [Int] {
    let names = cluster.pools.map(\.name)
    if let pool {
      guard axis.isHardware, let index = names.firstIndex(of: pool) else {
        throw fault(
          .unknownValue, found: "\"\(axis.name)@\(pool)\"",
          expected: axis.isHardware ? "one of the pools \(names.joined(separator: ", "))" : "no pool")
      }
      return [index]
    }
    if axis.isAmount, names.count > 1, case .value = setting {
      throw fault(
        .missingPool, found: "\(names.count) pools (\(names.joined(separator: ", ")))",
        expected: "a pool, as in \(axis.name)@\(names[0])=8, or a factor such as \(axis.name)=2x")
    }
    return Array(names.indices)
  }

  func fault(_ id: DiagnosticID, found: String, expected: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(id: id, file: flag, key: axis.name, found: found, expected: expected, advice: advice)
  }

  private func found(_ value: Double) -> String { value.isFinite ? axis.measure.text(value) : "\(value)" }
}

/// Solves changed requests and sets each beside the plan of the request as it was. The layout of that plan is tried first, so
/// that nothing comes out worse than to leave it as it is.
struct ChangeSolver {
  let objective: Double
  let layout: ReplicaLayout
  let pool: String
  let optimizer: any Optimizer

  init(_ request: PlanRequest, before: Solved, optimizer: any Optimizer) {
    objective = before.assembly.objective
    layout = before.layout
    pool = request.cluster.pools[before.poolIndex].name
    self.optimizer = optimizer
  }

  func solve(_ request: PlanRequest) throws -> Result<SolvedChange, Refused> {
    try Planner(request, optimizer: optimizer).solve(near: layout).map { after in
      let prediction = after.assembly.prediction
      return SolvedChange(
        objectiveBefore: objective, objective: after.assembly.objective, bound: after.bound,
        timePerOutputToken: prediction.timePerOutputToken, tokensPerSecondPerGPU: prediction.tokensPerSecondPerGPU,
        tokensPerSecond: after.assembly.tokensPerSecond, layout: after.assembly.layout, others: after.assembly.others,
        isSameLayout: after.layout.stages == layout.stages && request.cluster.pools[after.poolIndex].name == pool)
    }
  }
}

/// Further questions to a plan; each answer is a search of its own.
public struct PlanQuestions: Sendable {
  /// Figures that are changed, one question after the other.
  public var whatIf: [InputVariation]
  /// Whether one unit more and less of hardware is solved for.
  public var wantsMarginals: Bool

  public init(whatIf: [InputVariation] = [], wantsMarginals: Bool = false) {
    self.whatIf = whatIf
    self.wantsMarginals = wantsMarginals
  }

  /// Checks that every question can be asked, before any work is done.
  /// - Throws: `Diagnostic` with the flag and the axis.
  public func check(against request: PlanRequest) throws {
    let unit = ObjectiveUnit(request)
    for variation in whatIf {
      let changed = ObjectiveUnit(try variation.applied(to: request, flag: WhatIfAnalysis.flag))
      guard changed == unit else {
        throw Diagnostic(
          id: .objectiveChanged, file: WhatIfAnalysis.flag,
          found: "\"\(variation.text)\", after which \(changed) count",
          expected: "an objective in \(unit), as without it")
      }
    }
  }
}
