import Composition

/// A composition whose workers have places.
struct PlacedComposition: Sendable {
  /// The program's answer; its bound holds for all compositions that were asked for.
  let answer: CompositionAnswer
  /// No composition does better.
  var bound: Double
  /// The workers that have a place.
  let sites: [WorkerSite]
  /// What those do together, every one of them working.
  let workers: WorkerCounts
  /// The smallest served/demand, after the worst failure where some were asked about.
  let ratio: Double
  /// What the objective came to.
  let value: Double
  /// What is left after failures; `nil` where none were asked about.
  var failures: FailureAnalysis.Outcome?
}
