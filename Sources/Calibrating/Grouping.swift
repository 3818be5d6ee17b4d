import Formats

/// What rows are put together by.
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

/// What became of one row of a measured file.
public struct RunOutcome: Sendable {
  /// The row, as its file names it.
  public let id: String
  /// The file.
  public let file: String
  /// What the row is grouped by.
  public let labels: RunLabels
  /// One for each quantity that it measured, in the order of `MeasuredQuantity`.
  public let comparisons: [RunComparison]
  /// Why there is no answer, or not for every quantity; `nil` where there is.
  public let reason: Diagnostic?
  /// What the prediction remarked.
  public let remarks: [String]

  /// Whether every quantity that was measured is predicted.
  public var isAnswered: Bool { reason == nil }
}

/// Rows that have something in common.
public struct ValidationGroup: Sendable, Hashable {
  /// What they are put together by.
  public let grouping: Grouping
  /// What they have in common, in parts: ["DeepSeek-V3", "H200", "aggregated", "sglang"].
  public let name: [String]
  /// How near predictions of them are.
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
  /// All of the rows, those that measured no quantity of serving among them.
  public let rows: Int
  /// Rows that are predicted in every quantity that they measured.
  public let answered: Int
  /// For quantities that some row measured.
  public let quantities: [MeasuredQuantity: QuantityStatistics]

  /// - Parameter outcomes: Of the rows.
  public init(_ outcomes: [RunOutcome]) {
    rows = outcomes.count
    answered = outcomes.filter(\.isAnswered).count
    let comparisons = Dictionary(grouping: outcomes.flatMap(\.comparisons), by: \.quantity)
    quantities = comparisons.compactMapValues { QuantityStatistics($0) }
  }

  /// In the order of `MeasuredQuantity`.
  public var inOrder: [(quantity: MeasuredQuantity, statistics: QuantityStatistics)] {
    MeasuredQuantity.allCases.compactMap { quantity in quantities[quantity].map { (quantity, $0) } }
  }
}
