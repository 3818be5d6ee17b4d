import Formats
import Quantities

/// Reads the `nvlink` and `xgmi` elements that NCCL and RCCL write below each GPU: their targets are GPUs, or switches.
struct CollectiveLinks {
  /// Classes of PCI devices that are switches of NVLink.
  private static let switchClass = "0x0680"

  let source: SourceFile

  /// - Parameter gpus: The `pci` elements of the GPUs, in their order.
  /// - Returns: `nil` where the file does not say how GPUs are joined: it has no `gpu` elements with a rank, as files that
  ///   are no dumps of a machine.
  /// - Throws: `Diagnostic` for a count that is none.
  func links(_ gpus: [XMLNode]) throws -> NodeLinks? {
    let inner = gpus.map { gpu in gpu.children.first { $0.name == "gpu" } }
    let all = inner.map { $0?.children.filter { ["nvlink", "xgmi"].contains($0.name) } ?? [] }
    let kinds = Set(all.flatMap { $0.map(\.name) })
    let isDump = inner.allSatisfy { $0?.attributes["rank"] != nil && $0?.attributes["sm"] != nil }
    guard !kinds.isEmpty || isDump else { return nil }
    let origin = source.origin(all.flatMap(\.self).first?.line ?? inner.compactMap { $0 }.first?.line)
    let indices = Dictionary(
      zip(gpus.map { Self.address($0.attributes["busid"]) }, gpus.indices), uniquingKeysWith: { first, _ in first })
    var counts = Array(repeating: Array(repeating: 0, count: gpus.count), count: gpus.count)
    var toSwitches = Array(repeating: 0, count: gpus.count)
    for (gpu, elements) in all.enumerated() {
      for element in elements {
        let count = try count(element)
        if let other = indices[Self.address(element.attributes["target"])], other != gpu {
          counts[gpu][other] += count
        } else if element.attributes["tclass"]?.hasPrefix(Self.switchClass) == true {
          toSwitches[gpu] += count
        }
      }
    }
    for first in gpus.indices {
      for second in gpus.indices where first != second {
        // One end may be written alone; those behind switches have all of their links to each other.
        let direct = max(counts[first][second], counts[second][first])
        counts[first][second] = max(direct, min(toSwitches[first], toSwitches[second]))
        counts[second][first] = counts[first][second]
      }
    }
    return NodeLinks(
      kind: kinds == ["xgmi"] ? "xGMI" : "NVLink", counts: counts, bus: "PCIe", origin: origin, busRate: busRate(gpus),
      isImplied: kinds.isEmpty)
  }

  /// The slowest bus of a GPU: "16.0 GT/s PCIe" of 16 lanes are 16 × 16 / 8 · 128 / 130 GB/s, as 128 of 130 bits are data.
  /// Below 8 GT/s, where 8 of 10 are, a card at rest has slowed it down, which says nothing.
  private func busRate(_ gpus: [XMLNode]) -> SourcedValue<Bandwidth>? {
    let rates = gpus.compactMap { gpu -> SourcedValue<Bandwidth>? in
      guard let speed = gpu.attributes["link_speed"]?.split(separator: " ").first.flatMap({ Double($0) }),
        let width = gpu.attributes["link_width"].flatMap({ Double($0) }), (8...512).contains(speed),
        (1...32).contains(width)
      else { return nil }
      return SourcedValue(Bandwidth(speed * 1e9 * width / 8 * 128 / 130), source.origin(gpu.line))
    }
    guard rates.count == gpus.count else { return nil }
    return rates.min { $0.value < $1.value }
  }

  private func count(_ element: XMLNode) throws -> Int {
    let text = element.attributes["count"] ?? "1"
    guard let count = Int(text), (0...1_000).contains(count) else {
      throw Diagnostic(
        id: .wrongType, file: source.file, key: element.name, line: element.line, found: "count=\"\(text.prefix(40))\"",
        expected: "a number of links")
    }
    return count
  }

  /// "0000:1b:00.0" without the leading zeros of its domain, which differ between writers.
  private static func address(_ text: String?) -> String {
    String((text ?? "").lowercased().drop { $0 == "0" })
  }
}
