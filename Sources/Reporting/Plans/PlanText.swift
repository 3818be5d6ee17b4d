import Formats
import FoundationEssentials
import Plans

/// The JSON of a plan in parts, so that a plan of a million GPUs is not in memory as a text of hundreds of megabytes,
/// several times. The bytes are those of `JSONText` and a line break.
///
/// The list of GPUs is by far the longest part and has one form, so its lines are written directly; an encoder first
/// makes a tree of every number.
public struct PlanText {
  /// GPUs of a part.
  private static let gpusPerPart = 4_096
  private static let separator: StaticString = ",\n          {\n"

  /// The text before, between and behind the lists of GPUs.
  private let texts: [Data]
  private let lists: [[PlacedGPU]]
  private let hosts: [String: String]

  /// - Throws: `EncodingError` for a number that is not finite.
  public init(_ plan: Plan) throws {
    var rest = plan
    for index in rest.workers.indices { rest.workers[index].placement.gpus = [] }
    let text = Data("\(try JSONText.encode(rest))\n".utf8)
    // A line that begins so is a key of the document: line breaks in texts are escaped.
    let empty = Data("\n        \"gpus\" : [\n\n        ]".utf8)
    var texts: [Data] = []
    var start = text.startIndex
    while let list = text[start...].firstRange(of: empty) {
      let opening = Data("\n        \"gpus\" : [\n          {\n".utf8)
      texts.append((texts.isEmpty ? Data() : Data("\n        ]".utf8)) + text[start..<list.lowerBound] + opening)
      start = list.upperBound
    }
    let lists = plan.workers.map(\.placement.gpus)
    guard texts.count == lists.count, lists.allSatisfy({ !$0.isEmpty }) else {
      (self.texts, self.lists, hosts) = ([Data("\(try JSONText.encode(plan))\n".utf8)], [], [:])
      return
    }
    self.texts = texts + [Data("\n        ]".utf8) + text[start...]]
    self.lists = lists
    hosts = try Dictionary(
      Set(lists.flatMap { $0.compactMap(\.host) }).map { ($0, try JSONText.encode($0)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The parts, in order.
  public var parts: some Sequence<Data> {
    texts.indices.lazy.flatMap { index in
      let gpus = lists.indices.contains(index) ? lists[index] : []
      let starts = stride(from: 0, to: gpus.count, by: Self.gpusPerPart)
      return [texts[index]] + starts.lazy.map { part(of: gpus, from: $0) }
    }
  }

  private func part(of gpus: [PlacedGPU], from first: Int) -> Data {
    var bytes: [UInt8] = []
    let range = first..<min(gpus.count, first + Self.gpusPerPart)
    bytes.reserveCapacity(range.count * 320)
    for index in range {
      if index > 0 { Self.append(Self.separator, to: &bytes) }
      append(gpus[index], to: &bytes)
    }
    return Data(bytes)
  }

  /// The keys of a GPU in the order of the alphabet.
  private func append(_ gpu: PlacedGPU, to bytes: inout [UInt8]) {
    Self.append("            \"dataRank\" : ", gpu.dataRank, to: &bytes)
    Self.append(",\n            \"domain\" : ", gpu.domain, to: &bytes)
    Self.append(",\n            \"expertRank\" : ", gpu.expertRank, to: &bytes)
    Self.append(",\n            \"expertTensorRank\" : ", gpu.expertTensorRank, to: &bytes)
    Self.append(",\n            \"gpu\" : ", gpu.gpu, to: &bytes)
    if let host = gpu.host {
      Self.append(",\n            \"host\" : ", to: &bytes)
      bytes.append(contentsOf: (hosts[host] ?? "").utf8)
    }
    Self.append(",\n            \"index\" : ", gpu.index, to: &bytes)
    Self.append(",\n            \"node\" : ", gpu.node, to: &bytes)
    Self.append(",\n            \"rack\" : ", gpu.rack, to: &bytes)
    Self.append(",\n            \"replica\" : ", gpu.replica, to: &bytes)
    Self.append(",\n            \"stage\" : ", gpu.stage, to: &bytes)
    Self.append(",\n            \"tensorRank\" : ", gpu.tensorRank, to: &bytes)
    Self.append("\n          }", to: &bytes)
  }

  private static func append(_ key: StaticString, _ number: Int, to bytes: inout [UInt8]) {
    append(key, to: &bytes)
    bytes.append(contentsOf: String(number).utf8)
  }

  private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}
