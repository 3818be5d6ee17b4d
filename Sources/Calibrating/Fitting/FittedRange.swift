import Formats
import Quantities

/// The range of the runs on which a calibration was fitted. Predictions outside of it extrapolate.
public struct FittedRange: Sendable, Hashable, Codable {
  /// The number of runs.
  public var runs: Int
  /// The accelerators as the measured files name them, sorted.
  public var accelerators: [String]
  /// The serving runtimes, sorted; runs without one add none.
  public var runtimes: [String]
  /// The models as the measured files name them, sorted.
  public var models: [String]
  /// GPUs of the deployments.
  public var gpus: CountRange
  /// KV tokens of a sequence in decode.
  public var context: CountRange
  /// The sequences offered to each data-parallel rank; `nil` where no run gives them.
  public var sequencesPerRank: CountRange?

  /// The range of some runs; `nil` for none.
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

  /// The properties of a prediction outside of the range, in sentences; empty where the calibration covers it.
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

extension FittedRange {
  /// The key under which a calibration holds it.
  public static let key = "fittedOn"

  /// The section of a calibration file, with a line break at its end.
  var section: String {
    var lines = [
      "# What the fitted figures were measured on; predictions of anything else say so.", "\(Self.key):",
      "  runs: \(runs)",
    ]
    for (name, words) in [("accelerators", accelerators), ("runtimes", runtimes), ("models", models)] {
      lines.append("  \(name): [\(words.map(CalibrationDocument.quoted).joined(separator: ", "))]")
    }
    for (name, range) in [("gpus", gpus), ("context", context), ("sequencesPerRank", sequencesPerRank)] {
      guard let range else { continue }
      lines.append("  \(name): {least: \(range.least), most: \(range.most)}")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads the section.
  /// - Throws: `Diagnostic` that names the key at fault.
  public init(_ node: InputNode) throws {
    let words = ["accelerators", "runtimes", "models"]
    try node.allowOnly(words + ["runs", "gpus", "context", "sequencesPerRank"])
    runs = try node.required("runs").integer(atLeast: 1)
    accelerators = try Self.words(node.required(words[0]))
    runtimes = try Self.words(node.required(words[1]))
    models = try Self.words(node.required(words[2]))
    gpus = try Self.range(node.required("gpus"))
    context = try Self.range(node.required("context"))
    sequencesPerRank = try node.optional("sequencesPerRank").map(Self.range)
  }

  private static func words(_ node: InputNode) throws -> [String] { try node.items().map { try $0.text() } }

  private static func range(_ node: InputNode) throws -> CountRange {
    try node.allowOnly(["least", "most"])
    let least = try node.required("least").number(atLeast: 0)
    return CountRange(least: least, most: try node.required("most").number(atLeast: least))
  }
}

extension CalibrationDocument {
  /// The range on which its figures were fitted; `nil` where the document has none.
  /// - Throws: `Diagnostic` with the faulty key.
  public func fittedRange() throws -> FittedRange? {
    try root.value(at: FittedRange.key).map { try FittedRange($0) }
  }

  /// The document with a range as its last section, which replaces an older one.
  /// - Throws: `Diagnostic` "calibration-form" where the file is one `{…}` mapping.
  public func adding(_ range: FittedRange) throws -> CalibrationDocument {
    let kept = withoutSection(FittedRange.key)
    let edited = (kept.isEmpty ? "" : kept + "\n\n") + range.section
    guard let document = try? CalibrationDocument(edited, file: file),
      (try? document.fittedRange()) == range, document.scalarsBesideRange == scalarsBesideRange
    else {
      throw Diagnostic(
        id: .calibrationForm, file: file, key: FittedRange.key, found: "a file to which no section can be added",
        expected: "keys at the start of their lines, as in the shipped calibrations")
    }
    return document
  }

  private var scalarsBesideRange: [String] { root.scalars.filter { !$0.hasPrefix("\(FittedRange.key).") } }

  /// The text without the lines of a section of the first level and the comment right above it.
  func withoutSection(_ name: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if let start = lines.firstIndex(where: { $0.hasPrefix("\(name):") }) {
      let rest = lines[(start + 1)...]
      let end = rest.firstIndex { !$0.isEmpty && $0.first != " " } ?? lines.endIndex
      let comment = start > 0 && lines[start - 1].hasPrefix("#") ? 1 : 0
      lines.removeSubrange((start - comment)..<end)
    }
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
