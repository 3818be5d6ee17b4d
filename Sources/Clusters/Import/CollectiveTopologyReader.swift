import Formats
import FoundationEssentials

/// Reads the topology of a machine that NCCL or RCCL reads or dumps: its GPUs and network cards. Files that clouds ship
/// describe a part of it only.
struct CollectiveTopologyReader {
  /// The speed limit of a port, in Mb/s; a larger figure is a mistake of units.
  private static let fastestPort = 3_200_000.0
  private static let gpuClasses = ["0x0302", "0x1200", "0x0380"]

  let source: SourceFile

  /// - Throws: `Diagnostic` with file and line.
  func facts() throws -> SourceFacts {
    var scanner = XMLScanner(try InputText.decode(source.bytes, file: source.file), file: source.file)
    let root = try scanner.document()
    guard root.name == "system" else {
      throw fault(.wrongType, root, found: "the element \"\(root.name)\"", expected: "\"system\", as NCCL writes it")
    }
    let elements = root.all
    try checkAddresses(elements)
    let gpus = elements.filter { isGPU($0) }
    guard let first = gpus.first, gpus.count <= ImportLimits.gpusPerNode else {
      throw fault(
        .missingNodes, root, found: "\(gpus.count) GPUs",
        expected: "1 to \(ImportLimits.gpusPerNode) below \"pci\" elements",
        advice: "a file that leaves the GPUs to be found does not say what they are")
    }
    var facts = SourceFacts()
    var node = NodeFacts("", source.origin(first.line))
    node.gpuCount = SourcedValue(gpus.count, source.origin(first.line))
    node.products = try products(gpus)
    node.network = try network(elements, &facts)
    node.links = try CollectiveLinks(source: source).links(gpus)
    facts.anyNode = node
    return facts
  }

  private func isGPU(_ element: XMLNode) -> Bool {
    guard element.name == "pci" else { return false }
    let kind = element.attributes["class"] ?? ""
    return element.children.contains { $0.name == "gpu" } || Self.gpuClasses.contains { kind.hasPrefix($0) }
  }

  private func checkAddresses(_ elements: [XMLNode]) throws {
    var seen: [String: Int] = [:]
    for element in elements where element.name == "pci" {
      guard let address = element.attributes["busid"] else {
        throw fault(.missingValue, element, found: "no busid", expected: "the address of the device")
      }
      if let line = seen.updateValue(element.line, forKey: address) {
        throw fault(
          .duplicateName, element, found: "the device \(address) a second time",
          expected: "it once (line \(line) has it)")
      }
    }
  }

  /// The products by PCI identifiers, else by the driver's name of the generation.
  private func products(_ gpus: [XMLNode]) throws -> [SourcedValue<String>] {
    var products: [SourcedValue<String>] = []
    for gpu in gpus {
      let inner = gpu.children.first { $0.name == "gpu" }
      let text: String
      if let vendor = gpu.attributes["vendor"], let device = gpu.attributes["device"] {
        text = "pci \(vendor.replacing("0x", with: "")):\(device.replacing("0x", with: ""))"
      } else if let architecture = inner?.attributes["gcn"] {
        text = architecture
      } else if let generation = inner?.attributes["sm"] {
        text = "sm \(generation)"
      } else {
        continue
      }
      if let first = products.first, first.value != text {
        throw fault(
          .conflict, gpu, found: text,
          expected: "what line \(first.origin.line ?? 1) says, as GPUs of a node are alike: \(first.value)")
      }
      if products.isEmpty { products = [SourcedValue(text, source.origin(gpu.line))] }
    }
    return products
  }

  /// The sum of all ports' speeds; `nil` where none is given or one is implausible.
  private func network(_ elements: [XMLNode], _ facts: inout SourceFacts) throws -> SourcedValue<Double>? {
    var (sum, origin) = (0.0, Origin?.none)
    for port in elements where port.name == "net" {
      guard let text = port.attributes["speed"] else { continue }
      guard let speed = Double(text), speed.isFinite, speed >= 0 else {
        throw fault(.wrongType, port, found: "speed=\"\(text.prefix(40))\"", expected: "Mb/s")
      }
      guard speed <= Self.fastestPort else {
        facts.notes.append(
          "\(source.origin(port.line)) says speed=\"\(text.prefix(40))\" (Mb/s), which no card has: speeds are left out"
        )
        return nil
      }
      sum += speed
      origin = origin ?? source.origin(port.line)
    }
    // Mb/s, eight bits a byte.
    return sum > 0 ? origin.map { SourcedValue(sum * 1e6 / 8, $0) } : nil
  }

  private func fault(
    _ id: DiagnosticID, _ element: XMLNode, found: String, expected: String, advice: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      id: id, file: source.file, key: element.name, line: element.line, found: found, expected: expected,
      advice: advice)
  }
}

/// Reads the XML that NCCL and RCCL write: elements and attributes. Only the five entities of XML itself are known, and
/// a document type is refused, so that nothing expands. Foundation's parser would bind the program to libxml2 and ICU.
private struct XMLScanner {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1

  init(_ text: String, file: String) {
    bytes = Array(text.utf8)
    self.file = file
  }

  /// The root of the document.
  /// - Throws: `Diagnostic` "xml-invalid", "too-deep" or "too-many-values".
  mutating func document() throws -> XMLNode {
    var open: [XMLNode] = []
    var count = 0
    while try skipToMarkup(isInside: !open.isEmpty) {
      if skip("</") {
        let name = try self.name()
        skipSpace()
        guard let element = open.popLast(), element.name == name, skip(">") else {
          throw fault("the end of \"\(name)\"", expected: open.last.map { "the end of \"\($0.name)\"" } ?? "its start")
        }
        guard !open.isEmpty else { return try last(element) }
        open[open.count - 1].children.append(element)
        continue
      }
      count += 1
      guard count <= ImportLimits.elements, open.count < ImportLimits.elementDepth else {
        throw fault(
          "more elements, or deeper ones",
          expected: "at most \(ImportLimits.elements), and \(ImportLimits.elementDepth) inside of each other")
      }
      let (element, isEmpty) = try start()
      if !isEmpty {
        open.append(element)
      } else if open.isEmpty {
        return try last(element)
      } else {
        open[open.count - 1].children.append(element)
      }
    }
    throw fault(
      "the end of the file",
      expected: open.last.map { "the end of \"\($0.name)\", which starts in line \($0.line)" } ?? "an element",
      advice: "a file that was cut off while it was copied looks like this")
  }

  private mutating func last(_ root: XMLNode) throws -> XMLNode {
    guard try !skipToMarkup(isInside: false) else { throw fault("a second root", expected: "one") }
    return root
  }

  private mutating func start() throws -> (XMLNode, isEmpty: Bool) {
    let start = line
    guard skip("<") else { throw fault("text", expected: "an element") }
    let name = try self.name()
    var attributes: [String: String] = [:]
    while true {
      let hadSpace = skipSpace()
      if skip("/>") { return (XMLNode(name: name, line: start, attributes: attributes), true) }
      if skip(">") { return (XMLNode(name: name, line: start, attributes: attributes), false) }
      guard hadSpace else { throw fault(shown, expected: "an attribute, \">\" or \"/>\"") }
      let key = try self.name()
      skipSpace()
      guard skip("=") else { throw fault(shown, expected: "\"=\" after the attribute \"\(key)\"") }
      skipSpace()
      guard attributes.updateValue(try value(), forKey: key) == nil else {
        throw fault("the attribute \"\(key)\" twice", expected: "each once")
      }
    }
  }

  private mutating func value() throws -> String {
    guard let quote = current, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw fault(shown, expected: "a value in quotation marks")
    }
    position += 1
    let start = position
    while let byte = current, byte != quote {
      guard byte != UInt8(ascii: "<") else { throw fault("\"<\" in a value", expected: "a closing quotation mark") }
      step()
    }
    guard current == quote else { throw fault(shown, expected: "a closing quotation mark") }
    defer { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
    return entities.reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  private mutating func name() throws -> String {
    let start = position
    while let byte = current, Self.isNameByte(byte) { position += 1 }
    guard position > start, position - start <= 200 else { throw fault(shown, expected: "a name") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  // MARK: - Steps

  /// Passes over text, comments and instructions.
  /// - Returns: Whether an element begins or ends here; else the text is at its end.
  private mutating func skipToMarkup(isInside: Bool) throws -> Bool {
    while let byte = current {
      if skip("<!--") {
        try skipPast("-->")
      } else if skip("<?") {
        try skipPast("?>")
      } else if byte == UInt8(ascii: "<") {
        guard position + 1 >= bytes.count || bytes[position + 1] != UInt8(ascii: "!") else {
          throw fault("a document type or a section of characters", expected: "elements alone")
        }
        return true
      } else {
        guard isInside || byte <= 0x20 else { throw fault(shown, expected: "an element") }
        step()
      }
    }
    return false
  }

  private mutating func skipPast(_ end: StaticString) throws {
    let start = line
    while current != nil {
      if skip(end) { return }
      step()
    }
    throw fault("a comment that does not end", expected: "\(end) (it starts in line \(start))")
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func step() {
    if bytes[position] == 0x0A { line += 1 }
    position += 1
  }

  private mutating func skip(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { letters in
      guard bytes[position...].starts(with: letters) else { return false }
      position += letters.count
      return true
    }
  }

  @discardableResult private mutating func skipSpace() -> Bool {
    let start = position
    while let byte = current, byte <= 0x20 { step() }
    return position > start
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x3A).contains(byte)
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  // MARK: - Faults

  private var shown: String {
    guard current != nil else { return "the end of the file" }
    return "\"\(String(decoding: bytes[position..<min(position + 12, bytes.count)], as: UTF8.self))\""
  }

  private func fault(_ found: String, expected: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(id: .xmlInvalid, file: file, line: line, found: found, expected: expected, advice: advice)
  }
}
