/// The same work under several kinds of layout, and where the best of them changes.
public struct Comparison: Codable, Sendable, Equatable {
  /// Best first; those that do not fit come last, in the order they were asked for.
  public var layouts: [ComparedLayout]
  /// Where the winner changes as one input moves; empty where that was not looked for or does not happen.
  public var crossovers: [Crossover]
  /// What was tried along each input, in the order of the axes.
  public var sweeps: [CrossoverSweep]
  /// The rule of thumb for pipelines across scale-up domains; absent for models without experts, and on one domain.
  public var rule: PipelineRule?

  /// - Parameters: As the properties of the same names.
  public init(
    layouts: [ComparedLayout], crossovers: [Crossover], sweeps: [CrossoverSweep], rule: PipelineRule?
  ) {
    self.layouts = layouts
    self.crossovers = crossovers
    self.sweeps = sweeps
    self.rule = rule
  }

  /// Those that fit, best first.
  public var found: [FoundLayout] { layouts.compactMap(\.found) }

  /// The best; `nil` where nothing fits.
  public var winner: ComparedLayout? { layouts.first { $0.found != nil } }

  /// Whether every layout was proved to be the best of its kind within the tolerance.
  public var isProved: Bool { found.allSatisfy { $0.certificate.status == .proved } }
}
