import Foundation
import Plans
import Quantities
import Topology

/// A plan on one screen, for a person.
public struct PlanReport: CustomStringConvertible, Sendable {
  private let plan: Plan
  private let pool: Pool
  private let effort: [String]

  /// - Parameters:
  ///   - plan: What was planned.
  ///   - pool: The pool that it lies in.
  ///   - effort: What the run took, which is not part of the plan: "search 1.2 s".
  public init(_ plan: Plan, pool: Pool, effort: [String] = []) {
    self.plan = plan
    self.pool = pool
    self.effort = effort
  }

  /// At most 100 columns.
  public var description: String {
    [
      headline, "", LayoutSection(plan.layout).text, "", PredictionSection(plan).text, "",
      PlacementMap(plan, pool: pool).text, "", ExpertSection(plan).text + MemorySection(plan).text, "",
      BottleneckSection(plan).text, "", StageSection(plan).text, ChangeSection(plan).text,
      answers + CertificateSection(plan, effort: effort).text,
    ].joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { TextLayout.wrap(String($0), indent: 14) }.joined(separator: "\n")
  }

  /// To what was asked besides the plan.
  private var answers: String {
    [WhatIfSection(plan).text, MarginalSection(plan).text].filter { !$0.isEmpty }.map { $0 + "\n" }.joined()
  }

  private var headline: String { InputsLine(plan.inputs).text }
}
