import Foundation
import Inputs

/// Reads the topology of a machine that NCCL or RCCL reads or dumps: its GPUs and network cards. Files that clouds ship
/// describe a part of it only.
struct CollectiveTopologyReader {
  /// Bits per second of a port, in Mb/s; what is above is a mistake of units.
  private static let fastestPort = 3_200_000.0
  private static let gpuClasses = ["0x0302", "0x1200", "0x0380"]

  let source: SourceFile

  /// - Throws: `Diagnostic` with file and line.
  func facts() throws -> SourceFacts {
    var scanner = XMLScanner(try InputText.decode(source.bytes, file: source.file), file: source.file)
    let root = try scanner.document()
    guard root.name == "system" else {
      throw fault("wrong-type", root, found: "the element \"\(root.name)\"", expected: "\"system\", as NCCL writes it")
    }
    let elements = root.all
    try checkAddresses(elements)
    let gpus = elements.filter { isGPU($0) }
    guard let first = gpus.first, gpus.count <= ImportLimits.gpusPerNode else {
      throw fault(
        "no-nodes", root, found: "\(gpus.count) GPUs",
        expected: "1 to \(ImportLimits.gpusPerNode) below \"pci\" elements",
        advice: "a file that leaves the GPUs to be found does not say what they are")
    }
    var facts = SourceFacts(source)
    var node = NodeFacts("", source.origin(first.line))
    node.gpuCount = Stated(gpus.count, source.origin(first.line))
    node.products = try products(gpus)
    node.network = try network(elements, &facts)
    facts.anyNode = node
    return facts
  }

  private func isGPU(_ element: XMLElement) -> Bool {
    guard element.name == "pci" else { return false }
    let kind = element.attributes["class"] ?? ""
    return element.children.contains { $0.name == "gpu" } || Self.gpuClasses.contains { kind.hasPrefix($0) }
  }

  private func checkAddresses(_ elements: [XMLElement]) throws {
    var seen: [String: Int] = [:]
    for element in elements where element.name == "pci" {
      guard let address = element.attributes["busid"] else {
        throw fault("missing-value", element, found: "no busid", expected: "the address of the device")
      }
      if let line = seen.updateValue(element.line, forKey: address) {
        throw fault(
          "duplicate-name", element, found: "the device \(address) a second time",
          expected: "it once (line \(line) has it)")
      }
    }
  }

  /// By identifiers of the bus, else by what the driver calls the generation.
  private func products(_ gpus: [XMLElement]) throws -> [Stated<String>] {
    var products: [Stated<String>] = []
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
          "conflict", gpu, found: text,
          expected: "what line \(first.origin.line ?? 1) says, as GPUs of a node are alike: \(first.value)")
      }
      if products.isEmpty { products = [Stated(text, source.origin(gpu.line))] }
    }
    return products
  }

  /// What all ports send together; `nil` where none is told, or one cannot be believed.
  private func network(_ elements: [XMLElement], _ facts: inout SourceFacts) throws -> Stated<Double>? {
    var (sum, origin) = (0.0, Origin?.none)
    for port in elements where port.name == "net" {
      guard let text = port.attributes["speed"] else { continue }
      guard let speed = Double(text), speed.isFinite, speed >= 0 else {
        throw fault("wrong-type", port, found: "speed=\"\(text.prefix(40))\"", expected: "Mb/s")
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
    return sum > 0 ? origin.map { Stated(sum * 1e6 / 8, $0) } : nil
  }

  private func fault(
    _ id: String, _ element: XMLElement, found: String, expected: String, advice: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      id: id, file: source.file, key: element.name, line: element.line, found: found, expected: expected,
      advice: advice)
  }
}
