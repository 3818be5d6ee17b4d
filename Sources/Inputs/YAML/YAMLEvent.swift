/// What libyaml says that it met.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias
    /// With its text, and whether it is written without quotation marks.
    case scalar(String, isPlain: Bool)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  let kind: Kind
  /// From 1.
  let line: Int
  /// The name after & or *.
  var anchor: String?
  /// In full: "tag:yaml.org,2002:str".
  var tag: String?
}
