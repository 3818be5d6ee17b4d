import YAMLBridge

/// libyaml at work on a text, event by event. A tree of 10⁹ values can be written in ten lines, so that nobody makes a tree
/// before the events were counted.
final class YAMLEventStream {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)

  /// - Parameter bytes: The text. It must outlive the stream.
  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
    self.bytes = bytes
    self.file = file
    parser.initialize(to: yaml_parser_t())
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// - Throws: `Diagnostic` "yaml-tab" or "yaml-invalid".
  func next() throws -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
    defer { yaml_event_delete(&event) }
    return translate(event)
  }

  private func translate(_ event: yaml_event_t) -> YAMLEvent {
    let line = Int(event.start_mark.line) + 1
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let kind = YAMLEvent.Kind.scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
      return YAMLEvent(kind: kind, line: line, anchor: Self.text(scalar.anchor), tag: Self.text(scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return YAMLEvent(kind: .sequenceStart, line: line, anchor: Self.text(start.anchor), tag: Self.text(start.tag))
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return YAMLEvent(kind: .mappingStart, line: line, anchor: Self.text(start.anchor), tag: Self.text(start.tag))
    case YAML_ALIAS_EVENT: return YAMLEvent(kind: .alias, line: line, anchor: Self.text(event.data.alias.anchor))
    case YAML_SEQUENCE_END_EVENT: return YAMLEvent(kind: .sequenceEnd, line: line)
    case YAML_MAPPING_END_EVENT: return YAMLEvent(kind: .mappingEnd, line: line)
    case YAML_DOCUMENT_START_EVENT: return YAMLEvent(kind: .documentStart, line: line)
    case YAML_DOCUMENT_END_EVENT: return YAMLEvent(kind: .documentEnd, line: line)
    case YAML_STREAM_START_EVENT: return YAMLEvent(kind: .streamStart, line: line)
    default: return YAMLEvent(kind: .streamEnd, line: line)
    }
  }

  private static func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    pointer.map { String(cString: UnsafePointer($0)) }
  }

  // MARK: - Faults

  private func fault() -> Diagnostic {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "something that YAML does not allow"
    let line = lineOfProblem
    let hasTab = contents(ofLine: line).contains(UInt8(ascii: "\t"))
    return Diagnostic(
      id: hasTab ? .yamlTab : .yamlInvalid, file: file, line: line, found: hasTab ? "a tab" : problem,
      expected: hasTab ? "spaces: YAML does not allow tabs in indentation" : "valid YAML")
  }

  /// The line of the fault. The byte reader of libyaml reports an offset, everything else a line.
  private var lineOfProblem: Int {
    guard parser.pointee.error == YAML_READER_ERROR else { return Int(parser.pointee.problem_mark.line) + 1 }
    let end = min(parser.pointee.problem_offset, bytes.count)
    return bytes[..<end].reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
  }

  private func contents(ofLine line: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
    var (start, number) = (0, 1)
    while number < line, let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      (start, number) = (end + 1, number + 1)
    }
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    return number == line ? bytes[start..<end] : bytes[0..<0]
  }
}

/// An event of libyaml.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias
    /// The text, and whether it is written without quotation marks.
    case scalar(String, isPlain: Bool)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  let kind: Kind
  /// The line number, from 1.
  let line: Int
  /// The name after & or *.
  var anchor: String?
  /// The tag in full: "tag:yaml.org,2002:str".
  var tag: String?
}

/// A scalar. Quoted scalars are text; plain ones are typed by their form. "1:30", "yes", "0x10" and "1_000" are text,
/// unlike in YAML 1.1.
struct YAMLScalar {
  let text: String
  let isPlain: Bool
  let tag: String?

  /// - Parameter fault: Makes the error for a tag that is unknown or does not suit the value.
  func content(fault: (_ found: String) -> Diagnostic) throws -> InputNode.Content {
    guard let tag else { return isPlain ? plainContent : .text(text) }
    let content = plainContent
    switch (tag, content) {
    case ("!", _), ("tag:yaml.org,2002:str", _): return .text(text)
    case ("tag:yaml.org,2002:int", .integer), ("tag:yaml.org,2002:float", .number),
      ("tag:yaml.org,2002:bool", .boolean), ("tag:yaml.org,2002:null", .null):
      return content
    case ("tag:yaml.org,2002:float", .integer(let value)): return .number(Double(value))
    default: throw fault("the tag \(tag.replacing("tag:yaml.org,2002:", with: "!!"))")
    }
  }

  private var plainContent: InputNode.Content {
    switch text {
    case "", "~", "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case ".inf", "+.inf": return .number(.infinity)
    case "-.inf": return .number(-.infinity)
    case ".nan": return .number(.nan)
    default: break
    }
    guard text.utf8.count <= InputLimits.numberLength, text.utf8.allSatisfy(Self.mayBeInNumber) else {
      return .text(text)
    }
    if let value = Int(text) { return .integer(value) }
    return Double(text).map { .number($0) } ?? .text(text)
  }

  private static func mayBeInNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
