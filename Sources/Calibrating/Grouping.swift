import Formats

/// The property by which rows are grouped.
public enum Grouping: String, Sendable, Hashable, CaseIterable, Codable {
  /// Model, accelerator, mode and runtime together.
  case configuration
  case accelerator
  case model
  /// Runtime and version.
  case runtime
  case mode

  /// The name of the group that a row is in, in parts.
  func name(of labels: RunLabels) -> [String] {
    let unknown = "-"
    let (model, accelerator) = (labels.model ?? unknown, labels.accelerator ?? unknown)
    let (mode, runtime) = (labels.mode?.rawValue ?? unknown, labels.runtime ?? unknown)
    return switch self {
    case .configuration: [model, accelerator, mode, runtime]
    case .accelerator: [accelerator]
    case .model: [model]
    case .runtime: [runtime, labels.runtimeVersion ?? unknown]
    case .mode: [mode]
    }
  }
}

/// The outcome of one row of a measured file.
public struct RunOutcome: Sendable {
  /// The row, as its file names it.
  public let id: String
  /// The file.
  public let file: String
  /// The properties by which the row is grouped.
  public let labels: RunLabels
  /// One comparison for each quantity measured, in the order of `MeasuredQuantity`.
  public let comparisons: [RunComparison]
  /// The reason why some quantity has no prediction; `nil` where all have one.
  public let reason: Diagnostic?
  /// The remarks of the prediction.
  public let remarks: [String]

  /// Whether every quantity that was measured is predicted.
  public var isAnswered: Bool { reason == nil }
}

/// Rows that have something in common.
public struct ValidationGroup: Sendable, Hashable {
  /// The property by which the rows are grouped.
  public let grouping: Grouping
  /// The common property of the rows, in parts: ["DeepSeek-V3", "H200", "aggregated", "sglang"].
  public let name: [String]
  /// The errors of the predictions.
  public let statistics: ValidationStatistics

  /// The groups of some rows by name. Rows that measured no quantity of serving are in none.
  static func groups(of outcomes: [RunOutcome], by grouping: Grouping) -> [ValidationGroup] {
    Dictionary(grouping: outcomes.filter { !$0.comparisons.isEmpty }) { grouping.name(of: $0.labels) }
      .map { ValidationGroup(grouping: grouping, name: $0.key, statistics: ValidationStatistics($0.value)) }
      .sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }
}

/// Statistics of some rows, by quantity.
public struct ValidationStatistics: Sendable, Hashable {
  /// The number of rows, including those that measured no quantity of serving.
  public let rows: Int
  /// Rows that are predicted in every quantity that they measured.
  public let answered: Int
  /// The statistics of each quantity that some row measured.
  public let quantities: [MeasuredQuantity: QuantityStatistics]

  /// - Parameter outcomes: The outcomes of the rows.
  public init(_ outcomes: [RunOutcome]) {
    rows = outcomes.count
    answered = outcomes.filter(\.isAnswered).count
    let comparisons = Dictionary(grouping: outcomes.flatMap(\.comparisons), by: \.quantity)
    quantities = comparisons.compactMapValues { QuantityStatistics($0) }
  }

  /// The statistics in the order of `MeasuredQuantity`.
  public var inOrder: [(quantity: MeasuredQuantity, statistics: QuantityStatistics)] {
    MeasuredQuantity.allCases.compactMap { quantity in quantities[quantity].map { (quantity, $0) } }
  }
}
