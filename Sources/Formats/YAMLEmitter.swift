import YAMLBridge

/// libyaml at work on a value, event by event: one document, without marks of its start and end.
final class YAMLEmitter {
  private let emitter = UnsafeMutablePointer<yaml_emitter_t>.allocate(capacity: 1)
  private var bytes: [UInt8] = []

  /// The text of a document. Lines are as long as their values; what is not ASCII stays as it is.
  /// - Parameter style: How a text is written: plain, quoted or as a block of lines.
  /// - Returns: Nothing but what was written so far where libyaml refuses a text, which is no Unicode then.
  static func text(_ value: YAMLValue, style: (String) -> yaml_scalar_style_t) -> String {
    let writer = YAMLEmitter()
    writer.write(value, style: style)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private init() {
    emitter.initialize(to: yaml_emitter_t())
    yaml_emitter_initialize(emitter)
    yaml_emitter_set_encoding(emitter, YAML_UTF8_ENCODING)
    yaml_emitter_set_unicode(emitter, 1)
    yaml_emitter_set_width(emitter, -1)
    yaml_emitter_set_output(
      emitter,
      { writer, buffer, size in
        guard let writer, let buffer else { return 0 }
        let taken = Unmanaged<YAMLEmitter>.fromOpaque(writer).takeUnretainedValue()
        taken.bytes.append(contentsOf: UnsafeBufferPointer(start: buffer, count: size))
        return 1
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    yaml_emitter_delete(emitter)
    emitter.deallocate()
  }

  private func write(_ value: YAMLValue, style: (String) -> yaml_scalar_style_t) {
    emit { yaml_stream_start_event_initialize(&$0, YAML_UTF8_ENCODING) }
    emit { yaml_document_start_event_initialize(&$0, nil, nil, nil, 1) }
    node(value, style)
    emit { yaml_document_end_event_initialize(&$0, 1) }
    emit { yaml_stream_end_event_initialize(&$0) }
  }

  private func node(_ value: YAMLValue, _ style: (String) -> yaml_scalar_style_t) {
    switch value {
    case .text(let text): scalar(text, style(text))
    case .integer(let number): scalar(String(number), YAML_PLAIN_SCALAR_STYLE)
    case .boolean(let flag): scalar(flag ? "true" : "false", YAML_PLAIN_SCALAR_STYLE)
    case .list(let values):
      let layout = values.isEmpty ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE
      emit { yaml_sequence_start_event_initialize(&$0, nil, nil, 1, layout) }
      for value in values { node(value, style) }
      emit { yaml_sequence_end_event_initialize(&$0) }
    case .mapping(let entries):
      let layout = entries.isEmpty ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE
      emit { yaml_mapping_start_event_initialize(&$0, nil, nil, 1, layout) }
      for (key, value) in entries {
        scalar(key, style(key))
        node(value, style)
      }
      emit { yaml_mapping_end_event_initialize(&$0) }
    }
  }

  private func scalar(_ text: String, _ style: yaml_scalar_style_t) {
    var utf8 = Array(text.utf8)
    let count = Int32(utf8.count)
    emit { yaml_scalar_event_initialize(&$0, nil, nil, &utf8, count, 1, 1, style) }
  }

  /// Once an event is refused, libyaml refuses all that follow.
  private func emit(_ fill: (inout yaml_event_t) -> Int32) {
    var event = yaml_event_t()
    if fill(&event) == 1 { yaml_emitter_emit(emitter, &event) }
  }
}
