import Inputs

/// A degree of parallelism of a worker group as a user writes it.
public enum Degree: String, Sendable, CaseIterable {
  case workers
  case tensor = "tp"
  case data = "dp"
  case expert = "ep"
  case pipeline = "pp"
  case redundant

  /// Its flag where all workers are alike: "--tensor-parallel".
  public var flag: String {
    switch self {
    case .workers: "--workers"
    case .tensor: "--tensor-parallel"
    case .data: "--data-parallel"
    case .expert: "--expert-parallel"
    case .pipeline: "--pipeline-parallel"
    case .redundant: "--redundant-experts"
    }
  }
}
