import Foundation
import Testing

@Suite("Bad questions about placements on a network are refused in one line")
struct BadRoutesTests {
  private let routes: SmallRoutes

  init() throws { routes = try SmallRoutes() }

  @Test(arguments: [
    (["--gpus", "2", "--nic-cost", "3"], "placement-impossible", "--gpus-per-domain: found all 2 GPUs in one domain"),
    (["--gpus", "3", "--gpus-per-domain", "2", "--nic-cost", "3"], "placement-impossible", "a divisor of the 3 GPUs"),
    (["--gpus", "3", "--gpus-per-domain", "1", "--nic-cost", "3"], "placement-impossible", "divides 4 experts"),
    (
      ["--gpus", "4", "--gpus-per-domain", "2", "--nic-cost", "3", "--redundant", "1"], "placement-impossible",
      "--redundant: found 1, expected a multiple of the 2 domains"
    ),
    (
      ["--gpus", "4", "--gpus-per-domain", "2", "--nic-cost", "3", "--gpu-speed", "1=0.5"], "placement-impossible",
      "--gpu-speed: found domains that differ"
    ),
    (
      ["--gpus", "4", "--gpus-per-domain", "2", "--nic-cost", "3", "--redundant", "4", "--survive", "rack"],
      "conflict", "--survive cannot be given with --routes"
    ),
    (
      ["--gpus", "2", "--gpus-per-domain", "1", "--nic-cost", "3", "--groups", "2"], "conflict",
      "--groups cannot be given with --routes"
    ),
    (
      ["--gpus", "2", "--gpus-per-domain", "1", "--nic-cost", "3", "--redundant-total", "0"], "conflict",
      "--redundant-total cannot be given with --routes"
    ),
    (
      ["--gpus", "2", "--gpus-per-domain", "1", "--nic-cost", "3", "--redundant", "2"], "placement-impossible",
      "--redundant: found 2, expected at most 0"
    ),
    (["--gpus", "2", "--gpus-per-domain", "1"], "conflict", "--model and --cluster, or --nic-cost"),
    (["--gpus", "2", "--gpus-per-domain", "1", "--nic-cost", "-1"], "out-of-range", "--nic-cost: found -1"),
    (["--gpus", "2", "--gpus-per-domain", "1", "--nic-cost", "dear"], "wrong-type", "--nic-cost: found \"dear\""),
    (
      [
        "--gpus", "8", "--redundant", "4", "--gpus-per-domain", "4", "--model", "openai/gpt-oss-20b", "--cluster",
        "hgx-h200",
      ], "routes-differ", "layer 0: found routes to 4 experts, expected 32 experts"
    ),
  ])
  func flags(flags: [String], id: String, place: String) throws {
    expectRefusal(try Layline.run(["place", "--routes", routes.file()] + flags), id: id, saying: [place])
  }

  /// Loads do not say where a token goes.
  @Test func loadsAlone() throws {
    let load = try routes.load([[1, 2, 3, 4]])
    let run = try Layline.run(
      "place", "--expert-load", load, "--gpus", "2", "--gpus-per-domain", "1", "--nic-cost", "2")
    expectRefusal(run, id: "conflict", saying: ["loads alone do not say which domains a token reaches"])
    expectRefusal(try Layline.run("place", "--gpus", "2"), id: "usage", saying: ["--expert-load"])
  }

  @Test(arguments: [
    ([[1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000]], "found routes to 4 experts, expected 8 experts"),
    ([[0, 0, 0, 0], [1000, 2000, 3000, 4000]], "layer 0: found routes to 4 experts, expected none"),
  ])
  func loadsOfAnotherModel(counts: [[Int]], place: String) throws {
    let load = try routes.load(counts)
    let path = try routes.file()
    let run = try Layline.run(
      "place", "--expert-load", load, "--routes", path, "--gpus", "2", "--gpus-per-domain", "1", "--nic-cost", "2")
    expectRefusal(run, id: "routes-differ", saying: [path, place, load])
  }

  @Test(arguments: [
    (#"{"type": "meta", "num_experts": 4}"#, "missing-key", "no routes"),
    (#"{"type": "route", "layer": 0, "topk_ids": [0]}"#, "missing-key", "jsonl:1: "),
    (SmallRoutes.meta + "\n" + SmallRoutes.line(layer: 0, [0, 4]), "out-of-range", "jsonl:2: topk_ids[1]: found 4"),
    (SmallRoutes.meta + "\n{\"type\": \"route\", ", "json-invalid", "jsonl:2"),
  ])
  func files(text: String, id: String, place: String) throws {
    let path = try routes.folder.file("bad.jsonl", text)
    let run = try Layline.run(
      "place", "--routes", path, "--gpus", "2", "--gpus-per-domain", "1", "--nic-cost", "2")
    expectRefusal(run, id: id, saying: [path, place])
  }

  /// Both files are named; a routes file is not overwritten.
  @Test func filesThatDiffer() throws {
    let first = try routes.file()
    let text = #"{"type": "meta", "num_experts": 8}"# + "\n" + SmallRoutes.line(layer: 0, [0, 7])
    let second = try routes.folder.file("second.jsonl", text)
    let flags = ["--gpus", "2", "--gpus-per-domain", "1", "--nic-cost", "2"]
    expectRefusal(
      try Layline.run(["place", "--routes", first, second] + flags), id: "routes-differ",
      saying: [second, "found 8, expected 4, as in \(first)"])
    let run = try Layline.run(["place", "--routes", first, "--output", first] + flags)
    expectRefusal(run, id: "output-taken", saying: ["--output", first])
  }
}
