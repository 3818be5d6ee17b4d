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
