import Foundation
import Testing

@Suite("Placements in the forms of their readers")
struct PlaceOutputTests {
  private let loads: SmallLoads

  init() throws { loads = try SmallLoads() }

  /// What `--json` says, rank by rank.
  private func placed(_ flags: [String]) throws -> PlacedDocument {
    try PlacedDocument(loads.run(flags: flags + ["--json"]))
  }

  private func written(_ flags: [String], format: String) throws -> String {
    let path = loads.folder.url.appending(path: "map").path()
    let run = try loads.run(flags: flags + ["--format", format, "--output", path])
    #expect(run.status == 0, "\(run.errors)")
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  /// Slot p lies on rank p / ((E + R) / EP); dense layers have a row that nothing reads.
  @Test(arguments: [["--gpus", "4", "--redundant", "4"], ["--gpus", "2"], ["--gpus", "8", "--redundant", "8"]])
  func sglang(flags: [String]) throws {
    let data = Data(try written(flags, format: "sglang").utf8)
    let file = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [[Int]]])
    #expect(Array(file.keys) == ["physical_to_logical_map"])
    let rows = try #require(file["physical_to_logical_map"])
    let document = try placed(flags)
    let slots = rows[0].count / document.target.slotsPerGPU.count
    #expect(rows.count == 3)
    #expect(rows[0] == rows[0].indices.map { $0 % 8 })
    for layer in document.layers {
      let ranks = PlacedDocument.ranks(layer.physicalToLogical, slots: document.target.slotsPerGPU)
      for (slot, expert) in rows[layer.layer].enumerated() { #expect(ranks[slot / slots].contains(expert)) }
      #expect(rows[layer.layer].count == ranks.reduce(0) { $0 + $1.count })
      #expect(Set(rows[layer.layer]) == Set(0..<8))
    }
  }

  @Test func tensorRTLLM() throws {
    let flags = ["--gpus", "4", "--redundant", "4"]
    let lines = try written(flags, format: "tensorrt-llm").split(separator: "\n").map(String.init)
    let rows = try placed(flags).layers.map { layer in
      "  \(layer.layer): [\(layer.physicalToLogical.map(String.init).joined(separator: ", "))]"
    }
    #expect(lines == ["num_slots: 12", "initial_global_assignments:"] + rows + ["layer_updates_per_iter: 0"])
  }

  @Test func ownFormIsWhatJSONPrints() throws {
    let flags = ["--gpus", "4", "--redundant", "3"]
    #expect(try written(flags, format: "layline") == loads.run(flags: flags + ["--json"]).output)
  }

  /// The file is left as it was where the form cannot hold the placement.
  @Test(arguments: [
    ["--gpus", "3"], ["--gpus", "4", "--redundant", "2"], ["--gpus", "4", "--redundant", "4", "--gpu-slots", "0=1"],
  ])
  func runtimesWantEqualSlots(flags: [String]) throws {
    for format in ["sglang", "tensorrt-llm"] {
      let path = try loads.folder.file("map", "before")
      let run = try loads.run(flags: flags + ["--format", format, "--output", path])
      expectRefusal(run, id: "slots-uneven", saying: ["--format \(format)"])
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
    }
  }
}
