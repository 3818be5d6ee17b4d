import Formats
import FoundationEssentials

/// Reads the expert statistics of TensorRT-LLM: a folder with `meta_info.json` and, for each rank, `rank<r>.safetensors`
/// with a tensor "<iteration>_<layer>" of counts. `rank<r>_raw.safetensors` holds tokens and is passed over.
struct TensorRTLLMStatisticsReader {
  private static let meta = "meta_info.json"

  let context: LoadContext

  func read(folder: String) throws -> LoadRecording {
    let metaFile = "\(folder)/\(Self.meta)"
    let root = try InputDocument.parse(InputDocument.bytes(ofFile: metaFile), file: metaFile, isJSON: true)
    let experts = try root.required("num_experts").integer(atLeast: 1, atMost: LoadReader.mostExperts)
    let ranks = try Self.ranks(in: folder)
    var counts = IterationCounts(experts: experts)
    for rank in ranks {
      let file = "\(folder)/rank\(rank).safetensors"
      try counts.add(SafetensorsFile(parsing: InputDocument.bytes(ofFile: file), file: file), file: file)
    }
    let expected = try root.optional("ep_size")?.integer(atLeast: 1, atMost: InputLimits.recordingParts)
    let isPartial = expected.map { $0 != ranks.count } ?? false
    return LoadRecording(
      file: folder, kind: .tensorrtLLM, expertCount: experts, steps: try counts.steps(folder: folder), isStepped: true,
      isOpenEnded: true,
      notes: isPartial ? ["It has files of \(ranks.count) ranks, and \(Self.meta) tells of \(expected ?? 0)."] : [])
  }

  /// Numbers of the ranks that have a file, ascending.
  private static func ranks(in folder: String) throws -> [Int] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw Diagnostic(
        id: .fileUnreadable, file: folder, found: "a directory that cannot be read", expected: "a readable directory")
    }
    let ranks = names.compactMap { name -> Int? in
      guard name.hasPrefix("rank"), name.hasSuffix(".safetensors") else { return nil }
      let digits = name.dropFirst(4).dropLast(12)
      return digits.allSatisfy(\.isWholeNumber) ? Int(digits).flatMap { "\($0)" == digits ? $0 : nil } : nil
    }
    guard (1...InputLimits.recordingParts).contains(ranks.count) else {
      throw Diagnostic(
        id: .missingFile, file: folder, found: "\(ranks.count) files of ranks beside \(meta)",
        expected: "rank0.safetensors and so on")
    }
    return ranks.sorted()
  }
}

/// Counts of iterations and layers, added up over ranks.
private struct IterationCounts {
  private let experts: Int
  private var rows: [Int: [Int: [Double]]] = [:]
  private var rowCount = 0

  init(experts: Int) { self.experts = experts }

  /// Adds the counts of one rank.
  mutating func add(_ statistics: SafetensorsFile, file: String) throws {
    for tensor in statistics.tensors {
      func fault(_ id: DiagnosticID, _ found: String, _ expected: String) -> Diagnostic {
        Diagnostic(id: id, file: file, key: tensor.name, found: found, expected: expected)
      }
      let parts = tensor.name.split(separator: "_", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
      guard parts.count == 2, (0..<1 << 50).contains(parts[0]), (0..<LoadReader.mostLayers).contains(parts[1]) else {
        throw fault(.unknownKey, "a tensor of this name", "names such as \"100_3\": iteration and layer")
      }
      guard tensor.shape == [experts] else {
        throw fault(.expertCount, "the shape \(tensor.shape)", "[\(experts)], as meta_info.json says")
      }
      let counts = try statistics.integers(tensor)
      if let bad = counts.first(where: { $0 < 0 || Double($0) > RecordedCounts.mostTokens }) {
        throw fault(.outOfRange, "\(bad)", "counts of 0 to 1e12")
      }
      let sum = rows[parts[0]]?[parts[1]]
      if sum == nil { rowCount += 1 }
      guard rowCount * experts <= InputLimits.arrayEntries else {
        throw fault(.tooManyValues, "more counts", "at most \(InputLimits.arrayEntries)")
      }
      rows[parts[0], default: [:]][parts[1]] =
        sum.map { zip($0, counts).map { $0 + Double($1) } } ?? counts.map(Double.init)
    }
  }

  /// A step for each iteration; layers without a tensor have zeros.
  func steps(folder: String) throws -> [LoadStep] {
    guard let last = rows.values.compactMap({ $0.keys.max() }).max() else {
      throw Diagnostic(
        id: .expertsWithoutTokens, file: folder, found: "no tensors in any file", expected: "counts of iterations")
    }
    let (layers, none) = (last + 1, [Double](repeating: 0, count: experts))
    guard rows.count * layers * experts <= InputLimits.arrayEntries else {
      throw Diagnostic(
        id: .tooManyValues, file: folder, found: "\(rows.count) iterations of \(layers) layers",
        expected: "at most \(InputLimits.arrayEntries) counts")
    }
    return rows.sorted { $0.key < $1.key }.map { iteration, counts in
      LoadStep(number: iteration, tokens: (0..<layers).map { counts[$0] ?? none })
    }
  }
}

/// The file that TensorRT-LLM takes as `moe_config.load_balancer`: the expert in each slot of each layer that has experts,
/// slot j lying on rank j / (slots / EP).
public struct TensorRTLLMLoadBalancer: Sendable, CustomStringConvertible {
  private let slotCount: Int
  private let assignments: [(layer: Int, experts: [Int])]

  /// - Parameters:
  ///   - locations: The locations of every layer.
  ///   - flag: The flag that requires this form, for messages.
  /// - Throws: `Diagnostic` "slots-uneven".
  public init(_ locations: ExpertLocations, flag: String) throws {
    slotCount = locations.slots.reduce(0, +)
    assignments = try locations.fullSlots(for: "TensorRT-LLM", flag: flag).enumerated().compactMap { layer, experts in
      experts.map { (layer, $0) }
    }
  }

  /// YAML. The placement stays as it is: 0 updates in an iteration.
  public var description: String {
    (["num_slots: \(slotCount)", "initial_global_assignments:"]
      + assignments.map { layer, experts in "  \(layer): [\(experts.map(String.init).joined(separator: ", "))]" }
      + ["layer_updates_per_iter: 0"]).joined(separator: "\n")
  }
}
