import Formats

/// What rows are grouped by; `nil` where a file does not say.
public struct RunLabels: Sendable, Hashable {
  /// The model without its owner: "DeepSeek-V3".
  public let model: String?
  /// The accelerator without its form: "H200" for "h200_sxm", "GB200" for "GB200-NVL72".
  public let accelerator: String?
  /// Who did prefill and decode.
  public let mode: ServingMode?
  /// The serving runtime.
  public let runtime: String?
  /// Its version.
  public let runtimeVersion: String?

  /// - Parameters: As files name them; owners and forms are taken off here.
  public init(
    model: String? = nil, accelerator: String? = nil, mode: ServingMode? = nil, runtime: String? = nil,
    runtimeVersion: String? = nil
  ) {
    self.model = model.map(Self.withoutOwner)
    self.accelerator = accelerator.map(Self.withoutForm)
    self.mode = mode
    self.runtime = runtime
    self.runtimeVersion = runtimeVersion
  }

  /// Free text may hold a slash of its own: "DeepSeek-V3/R1 671B".
  private static func withoutOwner(_ name: String) -> String {
    guard !name.contains(" "), let last = name.split(separator: "/").last else { return name }
    return String(last)
  }

  /// "h200_sxm" and "H200-SXM" are one accelerator; "H100-PCIe" is another than "H100-SXM5".
  private static func withoutForm(_ name: String) -> String {
    let words = name.uppercased().split { $0 == "_" || $0 == "-" }
    let kept = words.prefix { !$0.hasPrefix("SXM") && !$0.hasPrefix("NVL7") }
    return kept.isEmpty ? name : kept.joined(separator: "-")
  }
}

/// A file of measured runs, as read.
public struct MeasuredFile: Sendable {
  /// As the user named it.
  public let name: String
  /// What kind of file it turned out to be.
  public let form: MeasuredFileForm
  /// One for each row, in the order of the file.
  public let readings: [RunReading]
  /// What a person should know of the reading: columns that nobody reads, an id that occurs twice.
  public let remarks: [String]

  /// - Parameters: As the properties of the same names; remarks on duplicate ids are added.
  public init(name: String, form: MeasuredFileForm, readings: [RunReading], remarks: [String] = []) {
    self.name = name
    self.form = form
    self.readings = readings
    self.remarks = remarks + Self.duplicates(in: readings, file: name)
  }

  private static func duplicates(in readings: [RunReading], file: String) -> [String] {
    var counts: [String: Int] = [:]
    return readings.compactMap { reading in
      counts[reading.id, default: 0] += 1
      return counts[reading.id] == 2 ? "\(file): the id \"\(reading.id)\" occurs more than once" : nil
    }
  }
}

/// A row of a measured file that cannot be predicted. It counts as a miss in every quantity that it measured.
public struct UnreadableRow: Sendable {
  /// As the file names it, or its place where it names none.
  public let id: String
  /// Line or index in the file.
  public let place: String
  /// As much as could be read of what the row is grouped by.
  public let labels: RunLabels
  /// What it measured; none for rows that are no figure of serving.
  public let quantities: [MeasuredQuantity]
  /// Why it cannot be predicted.
  public let reason: Diagnostic

  public init(
    id: String, place: String, labels: RunLabels = RunLabels(), quantities: [MeasuredQuantity], reason: Diagnostic
  ) {
    self.id = id
    self.place = place
    self.labels = labels
    self.quantities = quantities
    self.reason = reason
  }
}
