import Quantities

/// How full the ranks are, how busy prefill is, and what decode waits for.
struct BatchSection {
  private let summary: ServingSummary

  init(_ summary: ServingSummary) { self.summary = summary }

  var text: String {
    let prediction = summary.prediction
    let most = summary.mostSequencesPerRank
    let told = most < prediction.sequencesThatFit ? ", \(ThroughputSection.number(most)) are allowed" : ""
    return [
      "Batch       \(ThroughputSection.number(prediction.sequencesPerRank)) sequences in decode on each rank, mean; "
        + "\(ThroughputSection.number(prediction.sequencesThatFit)) fit the HBM\(told)",
      "Prefill     works \(Numerals.percent(prediction.prefillUtilisation)) of its time",
      "Bottleneck  decode waits most for \(BottleneckSection.name(of: prediction.boundBy.rawValue)), "
        + "\(Numerals.percent(share)) of its step",
    ].joined(separator: "\n")
  }

  /// Of the time that the step waits for anything.
  private var share: Double {
    let all = summary.prediction.waiting.values.sorted().reduce(0, +)
    return all > 0 ? (summary.prediction.waiting[summary.prediction.boundBy] ?? 0) / all : 0
  }
}
