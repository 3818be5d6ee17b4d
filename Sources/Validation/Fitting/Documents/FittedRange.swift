import Quantities

/// What the fitted figures of a calibration were measured on: predictions of anything else extrapolate.
public struct FittedRange: Sendable, Hashable, Codable {
  /// How many runs.
  public var runs: Int
  /// As the measured files name them, sorted.
  public var accelerators: [String]
  /// Serving runtimes, sorted; runs that do not say add none.
  public var runtimes: [String]
  /// As the measured files name them, sorted.
  public var models: [String]
  /// GPUs of the deployments.
  public var gpus: CountRange
  /// KV tokens of a sequence in decode.
  public var context: CountRange
  /// Sequences offered to each data-parallel rank; `nil` where no run says.
  public var sequencesPerRank: CountRange?

  /// What some runs cover; `nil` of none.
  public init?(_ runs: [MeasuredRun]) {
    let subjects = runs.map { ApplicabilityQuestion($0) }
    guard let gpus = CountRange(subjects.map(\.gpus)), let context = CountRange(subjects.map(\.context)) else {
      return nil
    }
    self.runs = runs.count
    self.gpus = gpus
    self.context = context
    accelerators = Set(subjects.map(\.accelerator)).sorted()
    runtimes = Set(subjects.compactMap(\.runtime)).sorted()
    models = Set(subjects.map(\.model)).sorted()
    sequencesPerRank = CountRange(subjects.compactMap(\.sequencesPerRank))
  }

  /// What a prediction has that no run had; empty where the calibration was fitted on something like it.
  public func remarks(on subject: ApplicabilityQuestion) -> [String] {
    name("accelerator", subject.accelerator, among: accelerators)
      + (subject.runtime.map { name("runtime", $0, among: runtimes) } ?? [])
      + name("model", subject.model, among: models)
      + number("GPUs", subject.gpus, in: gpus)
      + number("tokens of context", subject.context, in: context)
      + (subject.sequencesPerRank.map { number("sequences per rank", $0, in: sequencesPerRank) } ?? [])
  }

  private func name(_ kind: String, _ name: String, among known: [String]) -> [String] {
    known.contains(name) ? [] : ["the calibration was fitted on no run of \(kind) \(name)"]
  }

  private func number(_ noun: String, _ value: Double, in range: CountRange?) -> [String] {
    guard let range, !range.contains(value) else { return [] }
    let bounds = [value, range.least, range.most].map { number in
      Int(exactly: number).map(Numerals.grouped) ?? Numerals.significant(number)
    }
    return ["\(bounds[0]) \(noun): the calibration was fitted on \(bounds[1]) to \(bounds[2])"]
  }
}
