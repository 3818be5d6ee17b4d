extension LoadRecording {
  /// `{"logical_count": [layer][expert]}`, as SGLang's recorder writes it and Layline reads it: a line for each layer.
  public var text: String {
    let rows = tokens.map { "    [\($0.map(Self.number).joined(separator: ", "))]" }
    return "{\n  \"logical_count\": [\n\(rows.joined(separator: ",\n"))\n  ]\n}\n"
  }

  /// Whole counts without a point.
  private static func number(_ value: Double) -> String {
    value == value.rounded() && value < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
