/// One worker under loads from nothing to the most that it can take. Everything in a state grows with the load.
public protocol LoadedWorker: Sendable {
  /// The degrees of the worker.
  var group: WorkerGroup { get }
  /// Sequences, prompts where it does prefill alone, that the HBM of a rank holds on average; below 1 where it does not fit.
  var sequencesThatFit: Double { get }
  /// Whether the HBM of a rank holds the weights and what has to be there at once: a sequence at its longest.
  var fits: Bool { get }
  /// The highest load that there is: sequences in decode on each rank, or the utilisation of prefill.
  var highestLoad: Double { get }
  /// Seconds of a token where a sequence is alone on the worker; `nil` for prefill alone.
  var timePerOutputTokenAlone: Double? { get }
  /// Times and rate at a load above 0.
  func state(atLoad load: Double) -> WorkerState
  /// The resource that most of a step waits for.
  func boundBy(atLoad load: Double) -> Resource
}

extension LoadedWorker {
  /// TTFT, TPOT and arrivals are those of a steady state, which a batch just below the limit of the HBM has.
  static var shareOfLimit: Double { 1 - 1e-6 }
  /// No rank has more sequences, however small their caches.
  static var mostSequences: Double { 65_536 }
}
