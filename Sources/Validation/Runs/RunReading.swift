/// What a row of a measured file became: a run, or the reason why it cannot be predicted.
public enum RunReading: Sendable {
  /// A run that can be predicted.
  case run(MeasuredRun)
  /// A row that is counted as a miss.
  case unreadable(UnreadableRow)

  /// As the file names it.
  public var id: String {
    switch self {
    case .run(let run): run.id
    case .unreadable(let row): row.id
    }
  }
}
