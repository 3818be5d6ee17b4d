import Experts
import Formats
import Foundation
import Testing

@Suite("Statistics of TensorRT-LLM")
struct StatisticsFolderTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "layline-\(UUID().uuidString)")

  /// Writes a folder, reads it, and takes it away again.
  private func read(meta: String, _ ranks: [String: [UInt8]]) throws -> LoadRecording {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(meta.utf8).write(to: folder.appending(path: "meta_info.json"))
    for (name, bytes) in ranks { try Data(bytes).write(to: folder.appending(path: name)) }
    return try LoadReader().read(contentsOf: folder.path())
  }

  private static let meta = #"{"num_experts": 2, "num_experts_per_token": 1, "ep_size": 2, "experts_per_rank": 1}"#

  private static func counts(_ rows: [(String, [Int])]) -> [UInt8] {
    Bytes.safetensors(rows.map { ($0, "I32", [$1.count], $1.flatMap { Bytes.little($0, 4) }) })
  }

  @Test func ranksAreAddedUpByIteration() throws {
    let recording = try read(
      meta: Self.meta,
      [
        "rank0.safetensors": Self.counts([("100_1", [1, 2]), ("101_1", [3, 4])]),
        "rank1.safetensors": Self.counts([("100_1", [10, 20])]), "rank0_raw.safetensors": [1],
        "rank01.safetensors": [1], "notes.txt": [1],
      ])
    #expect(recording.notes.isEmpty && recording.isStepped)
    #expect(
      recording.steps == [
        LoadStep(number: 100, tokens: [[0, 0], [11, 22]]), LoadStep(number: 101, tokens: [[0, 0], [3, 4]]),
      ])
  }

  @Test func missingRanksAreTold() throws {
    let recording = try read(meta: Self.meta, ["rank1.safetensors": Self.counts([("0_0", [1, 2])])])
    #expect(recording.notes.first?.contains("1 ranks") == true)
  }

  @Test(arguments: [
    (["rank0.safetensors": counts([("0_0", [1, 2, 3])])], "expert-count", "[3]"),
    (["rank0.safetensors": counts([("0", [1, 2])])], "unknown-key", "rank0.safetensors: 0"),
    (["rank0.safetensors": counts([("0_-1", [1, 2])])], "unknown-key", "0_-1"),
    (["rank0.safetensors": counts([("0_1", [1, -2])])], "out-of-range", "-2"),
    (["rank0.safetensors": counts([])], "experts-without-tokens", "no tensors"), ([:], "missing-file", "0 files"),
  ])
  func faults(ranks: [String: [UInt8]], id: String, place: String) {
    expectFault(id, saying: place) { try read(meta: Self.meta, ranks) }
  }

  @Test func aFolderOfSomethingElse() {
    expectFault("missing-file", saying: "meta_info.json") {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      return try LoadReader().read(contentsOf: folder.path())
    }
  }
}
