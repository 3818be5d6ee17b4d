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
