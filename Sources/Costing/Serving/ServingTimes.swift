import Quantities

/// The times of a deployment at an operating point.
struct ServingTimes: Sendable {
  let timeToFirstToken: Explained<Time>
  let timePerOutputToken: Explained<Time>
  /// Share of its time that prefill works; may exceed 1 where more is asked than can be done.
  let prefillUtilisation: Double
}

/// Times as a function of the operating point: what the loop is closed over.
protocol ServingRegime: Sendable {
  /// Data-parallel ranks that decode, over all workers.
  var decodeRanks: Double { get }
  /// Sequences that fit the HBM of one of them.
  var residentLimit: Double { get }
  /// The times, with derivations where the regime's workers record.
  func times(at point: OperatingPoint) -> ServingTimes
}
