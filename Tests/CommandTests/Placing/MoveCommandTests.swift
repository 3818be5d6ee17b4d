import Foundation
import Testing

@Suite("Moving from a placement that runs")
struct MoveCommandTests {
  private struct Moved: Decodable {
    struct Moves: Decodable {
      struct Step: Decodable {
        let action: String
        let expert: Int
        let source: Int?
        let gpu: Int
        let over: Int?
        let isStaged: Bool
      }
      struct Layer: Decodable {
        let layer: Int
        let currentBalance: Double
        let steps: [Step]
      }
      let count: Int
      let bytes: Double
      let seconds: Double?
      let currentBalance: Double
      let layers: [Layer]
    }
    let moves: Moves
  }

  private static let flags = ["--gpus", "4", "--redundant", "4"]
  private static let slots = [3, 3, 3, 3]
  private let loads: SmallLoads
  private let prefill: String
  private let current: String

  /// What runs was made for decode.
  init() throws {
    loads = try SmallLoads()
    prefill = try loads.file("prefill.json", SmallLoads.prefill)
    current = loads.folder.url.appending(path: "current.json").path()
    let decode = try loads.file("decode.json", SmallLoads.decode)
    let run = try Layline.run(["place", "--expert-load", decode, "--output", current] + Self.flags)
    #expect(run.status == 0, "\(run.errors)")
  }

  private func move(_ flags: [String]) throws -> Layline {
    try Layline.run(
      ["place", "--expert-load", prefill, "--current", current, "--expert-bytes", "10 MB"] + Self.flags + flags)
  }

  private func moved(_ flags: [String]) throws -> (placed: PlacedDocument, moves: Moved.Moves) {
    let run = try move(flags + ["--json"])
    #expect(
      try SchemaCheck(schema: "Sources/Plans/Schemas/expert-placement.schema.json", text: run.output).faults == [])
    return (try PlacedDocument(run), try JSONDecoder().decode(Moved.self, from: Data(run.output.utf8)).moves)
  }

  /// Plays the steps of a layer, from the file that runs to the map that was printed.
  private func play(_ layer: Moved.Moves.Layer, to placed: PlacedDocument.Layer, from current: PlacedDocument.Layer) {
    var ranks = PlacedDocument.ranks(current.physicalToLogical, slots: Self.slots)
    var staged = [Int?](repeating: nil, count: 4)
    for step in layer.steps {
      if let source = step.source { #expect(ranks[source].contains(step.expert) || staged[source] == step.expert) }
      if step.action == "settle" { staged[step.gpu] = nil }
      if let gone = step.action == "drop" ? step.expert : step.over { ranks[step.gpu].removeAll { $0 == gone } }
      if step.isStaged { staged[step.gpu] = step.expert }
      if step.action != "drop" && !step.isStaged { ranks[step.gpu].append(step.expert) }
      #expect(Set(ranks.flatMap(\.self) + staged.compactMap(\.self)) == Set(0..<8))
      #expect(ranks.allSatisfy { $0.count <= 3 && Set($0).count == $0.count })
    }
    #expect(ranks.map { $0.sorted() } == PlacedDocument.ranks(placed.physicalToLogical, slots: Self.slots))
  }

  @Test(arguments: [[], ["--move-budget", "20MB"], ["--move-budget", "50 MB", "--move-bandwidth", "10 GB/s"]])
  func stepsLeadToThePlacement(flags: [String]) throws {
    let running = try JSONDecoder().decode(
      PlacedDocument.self, from: Data(contentsOf: URL(filePath: current)))
    let (placed, moves) = try moved(flags)
    #expect(moves.count > 0)
    #expect(moves.layers.flatMap(\.steps).count { $0.action == "send" } == moves.count)
    #expect(moves.bytes == Double(moves.count) * 1e7)
    for index in placed.layers.indices {
      play(moves.layers[index], to: placed.layers[index], from: running.layers[index])
      #expect(placed.layers[index].balance >= moves.layers[index].currentBalance)
    }
    if flags.count > 1 { #expect(moves.bytes <= 5e7) }
    #expect((moves.seconds != nil) == flags.contains("--move-bandwidth"))
  }

  @Test func withoutABudgetNothingIsMoved() throws {
    let (placed, moves) = try moved(["--move-budget", "0 GB"])
    #expect(moves.count == 0 && moves.layers.allSatisfy { $0.steps.isEmpty })
    for (layer, move) in zip(placed.layers, moves.layers) { #expect(layer.balance == move.currentBalance) }
    #expect(try move(["--move-budget", "0 GB"]).output.contains("nothing is moved"))
  }

  @Test func theScreenSaysWhatIsMoved() throws {
    let text = try move(["--move-bandwidth", "10 GB/s"]).output
    #expect(text.contains("Moves ") && text.contains("experts of 10.0 MB") && text.contains("at least"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test(arguments: [
    (["--move-budget", "20"], "unit-missing", "--move-budget"),
    (["--move-budget", "-1 GB"], "out-of-range", "--move-budget"),
    (["--move-bandwidth", "3 GB"], "unit-wrong", "--move-bandwidth"),
    (["--gpu-slots", "1=2"], "current-differs", "layer 1: found a map in which rank 1 holds 3 experts in 2 slots"),
  ])
  func badFlags(flags: [String], id: String, place: String) throws {
    expectRefusal(try move(flags), id: id, saying: [place])
  }

  @Test func flagsThatBelongTogether() throws {
    let plain = ["place", "--expert-load", prefill] + Self.flags
    expectRefusal(try Layline.run(plain + ["--move-budget", "1 GB"]), id: "usage", saying: ["--current"])
    expectRefusal(try Layline.run(plain + ["--current", current]), id: "conflict", saying: ["--expert-bytes"])
    expectRefusal(
      try Layline.run(plain + ["--current", "none.json", "--expert-bytes", "1 MB"]), id: "missing-file",
      saying: ["none.json"])
  }
}
