import Inputs

/// What a line of a measured file became: a run, or the reason why it cannot be predicted.
public enum RunReading: Sendable {
  /// A run that can be predicted.
  case run(MeasuredRun)
  /// A row that is counted as a miss: its id, the quantities that it measured, and why.
  case unreadable(id: String, quantities: [MeasuredQuantity], reason: Diagnostic)
}
