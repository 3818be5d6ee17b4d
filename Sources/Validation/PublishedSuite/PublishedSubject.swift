import Costing

/// What a published figure is about, with everything that its prediction needs.
public enum PublishedSubject: Sendable, Hashable {
  /// A model alone.
  case architecture(ArchitectureFigure)
  /// A model's share on one GPU.
  case memory(MemoryFigure)
  /// A machine, alone or with a model, at its peak.
  case machine(MachineFigure)
  /// Operators of one layer.
  case operators(OperatorFigure)
  /// Tokens that a speculative step yields.
  case speculation(Speculation)
  /// A deployment under traffic.
  case serving(ServingFigure)

  /// What the figure counts.
  public var unit: PublishedUnit {
    switch self {
    case .architecture(let figure): figure.property.unit
    case .memory: .information
    case .machine(let figure): figure.property.unit
    case .operators: .time
    case .speculation: .number
    case .serving(let figure): figure.unit
    }
  }
}
