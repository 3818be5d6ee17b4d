import Formats

/// The properties by which rows are grouped; `nil` where a file does not state one.
public struct RunLabels: Sendable, Hashable {
  /// The model without its owner: "DeepSeek-V3".
  public let model: String?
  /// The accelerator without its form: "H200" for "h200_sxm", "GB200" for "GB200-NVL72".
  public let accelerator: String?
  /// The mode of serving.
  public let mode: ServingMode?
  /// The serving runtime.
  public let runtime: String?
  /// The version of the runtime.
  public let runtimeVersion: String?

  /// - Parameters: Names as files give them; owners and forms are removed here.
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
  /// The file as the user named it.
  public let name: String
  /// The form detected.
  public let form: MeasuredFileForm
  /// The readings of the rows, in the order of the file.
  public let readings: [RunReading]
  /// The remarks of reading: unread columns, an id that occurs twice.
  public let remarks: [String]

  /// - Parameter remarks: Remarks of reading; those on duplicate ids are added.
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
  /// The identifier in the file, or the row's place where it has none.
  public let id: String
  /// Line or index in the file.
  public let place: String
  /// The properties by which the row is grouped, as far as they could be read.
  public let labels: RunLabels
  /// The quantities measured; empty for rows that are no figure of serving.
  public let quantities: [MeasuredQuantity]
  /// The reason why it cannot be predicted.
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
