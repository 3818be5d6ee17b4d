import Calibrating

/// A validation as `layline validate --json` prints it; `Schemas/validation.schema.json` says what each key means.
public struct ValidationDocument: Encodable, Sendable {
  /// Answers that are listed as the worst.
  static let worstCount = 10

  /// The version of this form.
  private let layline = "validation/1"
  private let files: [File]
  private let calibration: String
  private let statistics: Statistics
  private let groups: [Group]
  private let worst: [Case]
  private let unanswered: [Unanswered]
  private let remarks: [String]

  /// - Parameters:
  ///   - validation: What is written down.
  ///   - files: The files that it is of.
  ///   - calibration: As the user named it.
  public init(_ validation: RunValidation, files: [MeasuredFile], calibration: String) {
    self.files = files.map { File(name: $0.name, form: $0.form.rawValue, rows: $0.readings.count) }
    self.calibration = calibration
    statistics = Statistics(statistics: validation.statistics)
    groups = Grouping.allCases.flatMap { validation.groups(by: $0).map(Group.init) }
    worst = validation.worst(Self.worstCount).map(Case.init)
    unanswered = validation.unanswered.map(Unanswered.init)
    remarks = validation.remarks
  }

  /// Statistics over all rows stand beside the other keys.
  public func encode(to encoder: any Encoder) throws {
    try statistics.encode(to: encoder)
    var container = encoder.container(keyedBy: DocumentKey.self)
    try container.encode(layline, forKey: "layline")
    try container.encode(files, forKey: "files")
    try container.encode(calibration, forKey: "calibration")
    try container.encode(groups, forKey: "groups")
    try container.encode(worst, forKey: "worst")
    try container.encode(unanswered, forKey: "unanswered")
    try container.encode(remarks, forKey: "remarks")
  }
}

extension ValidationDocument {
  /// A file and what it turned out to be.
  struct File: Encodable, Sendable {
    let name: String
    let form: String
    let rows: Int
  }

  /// Counts of rows, and statistics under the name of each quantity that was measured.
  struct Statistics: Encodable, Sendable {
    let statistics: ValidationStatistics

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: DocumentKey.self)
      try container.encode(statistics.rows, forKey: "rows")
      try container.encode(statistics.answered, forKey: "answered")
      for (quantity, figures) in statistics.inOrder {
        try container.encode(Figures(figures), forKey: DocumentKey(stringLiteral: quantity.rawValue))
      }
    }
  }

  /// Statistics of one quantity; errors are shares.
  struct Figures: Encodable, Sendable {
    let rows: Int
    let answered: Int
    let mape: Double
    let medianError: Double
    let medianRatio: Double?
    let within25: Double

    init(_ statistics: QuantityStatistics) {
      rows = statistics.rows
      answered = statistics.answered
      mape = statistics.mape
      medianError = statistics.medianError
      medianRatio = statistics.medianRatio
      within25 = statistics.within25
    }
  }

  /// Rows that have something in common.
  struct Group: Encodable, Sendable {
    private let by: String
    private let name: [String]
    private let statistics: Statistics

    init(_ group: ValidationGroup) {
      by = group.grouping.rawValue
      name = group.name
      statistics = Statistics(statistics: group.statistics)
    }

    func encode(to encoder: any Encoder) throws {
      try statistics.encode(to: encoder)
      var container = encoder.container(keyedBy: DocumentKey.self)
      try container.encode(by, forKey: "by")
      try container.encode(name, forKey: "name")
    }
  }

  /// An answer beside what was measured.
  struct Case: Encodable, Sendable {
    let id: String
    let file: String
    let quantity: String
    let measured: Double?
    let predicted: Double?
    let error: Double
    let boundBy: String?

    init(_ comparison: RunComparison) {
      id = comparison.id
      file = comparison.file
      quantity = comparison.quantity.rawValue
      measured = comparison.measured
      predicted = comparison.predicted
      error = comparison.error
      boundBy = comparison.boundBy?.rawValue
    }
  }

  /// A row without an answer.
  struct Unanswered: Encodable, Sendable {
    let id: String
    let file: String
    let kind: String
    let reason: String

    init(_ outcome: RunOutcome) {
      id = outcome.id
      file = outcome.file
      kind = outcome.reason?.id.rawValue ?? ""
      reason = outcome.reason.map { "\($0)" } ?? ""
    }
  }
}

/// A key whose name is known at run time only.
private struct DocumentKey: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  let intValue: Int? = nil
  init(stringLiteral: String) { stringValue = stringLiteral }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// Every measured quantity of every row beside its prediction, as `layline validate --predictions` writes them.
public struct PredictionTable: Sendable, CustomStringConvertible {
  private static let header = ["id", "quantity", "measured", "predicted", "unit"]

  private let comparisons: [RunComparison]

  /// - Parameter validation: What is written down.
  public init(_ validation: RunValidation) {
    comparisons = validation.comparisons
  }

  /// Comma-separated values with a header, in base units; a cell is empty where there is no figure.
  public var description: String {
    let rows = comparisons.map { comparison in
      [
        comparison.id, comparison.quantity.rawValue, Self.number(comparison.measured),
        Self.number(comparison.predicted), comparison.quantity.unit,
      ]
    }
    return ([Self.header] + rows).map { $0.map(Self.cell).joined(separator: ",") }.joined(separator: "\n")
  }

  private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  private static func cell(_ text: String) -> String {
    guard text.contains(where: { ",\"\r\n\r\n".contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
