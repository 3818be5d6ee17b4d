import Foundation
import Testing

@Suite("Bad questions about placements are refused in one line")
struct BadPlaceTests {
  private let loads: SmallLoads

  init() throws { loads = try SmallLoads() }

  @Test(arguments: [
    (["--gpus", "0"], "out-of-range", "--gpus: found 0"),
    (["--gpus", "four"], "wrong-type", "--gpus: found \"four\""),
    (["--gpus", "4", "--redundant", "-1"], "out-of-range", "--redundant: found -1"),
    (["--gpus", "4", "--groups", "32"], "placement-impossible", "--groups: found 32"),
    (["--gpus", "2", "--redundant", "9"], "placement-impossible", "--redundant: found 9, expected at most 8"),
    (["--gpus", "4", "--gpus-per-domain", "0"], "out-of-range", "--gpus-per-domain"),
    (["--gpus", "4", "--survive", "node"], "conflict", "--gpus-per-node"),
    (["--gpus", "4", "--survive", "rack"], "placement-impossible", "--gpus-per-domain below 4"),
    (["--gpus", "4", "--survive", "fire"], "unknown-value", "--survive"),
    (["--gpus", "4", "--groups", "3"], "placement-impossible", "a divisor of the 8 experts"),
    (["--gpus", "4", "--groups", "4", "--gpus-per-domain", "3"], "placement-impossible", "--gpus-per-domain"),
    (
      ["--gpus", "4", "--groups", "2", "--gpus-per-domain", "1"], "placement-impossible", "a multiple of the 4 domains"
    ),
    (
      ["--gpus", "4", "--groups", "2", "--gpus-per-domain", "2", "--redundant", "1"], "placement-impossible", "--groups"
    ),
    (["--gpus", "4", "--redundant-total", "-1"], "out-of-range", "--redundant-total: found -1"),
    (["--gpus", "4", "--redundant-total", "60"], "placement-impossible", "--redundant-total: found 30 in a layer"),
    (["--gpus", "4", "--redundant-total", "4", "--redundant", "2"], "conflict", "with --redundant"),
    (["--gpus", "4", "--redundant-bytes", "1 GB"], "conflict", "--model, which says how large an expert is"),
    (["--gpus", "4", "--redundant-bytes", "1"], "unit-missing", "--redundant-bytes: found 1"),
    (
      ["--gpus", "4", "--redundant-total", "3", "--groups", "2", "--gpus-per-domain", "2"], "conflict", "--groups"
    ),
    (["--gpus", "4", "--weights", "1"], "weights-differ", "one for each load file, 2 in all"),
    (["--gpus", "4", "--weights", "0,0"], "weights-differ", "not all 0"),
    (["--gpus", "4", "--weights", "1,x"], "wrong-type", "--weights"),
    (["--gpus", "4", "--weights", "1,-1"], "out-of-range", "--weights"),
    (["--gpus", "4", "--weights", ""], "wrong-type", "--weights"),
    (["--gpus", "4", "--gpu-speed", "4=0.5"], "out-of-range", "a GPU from 0 to 3"),
    (["--gpus", "4", "--gpu-speed", "1"], "wrong-type", "--gpu-speed: found \"1\""),
    (["--gpus", "4", "--gpu-speed", "1=0"], "out-of-range", "--gpu-speed: 1: found 0"),
    (["--gpus", "4", "--gpu-speed", "1=nan"], "out-of-range", "--gpu-speed"),
    (["--gpus", "4", "--gpu-speed", "1=2", "1=3"], "duplicate-key", "GPU 1 twice"),
    (["--gpus", "4", "--gpu-slots", "1=0"], "out-of-range", "--gpu-slots"),
    (["--gpus", "4", "--gpu-slots", "1=1"], "placement-impossible", "room for 8 experts"),
    (["--gpus", "4", "--effort", "0"], "out-of-range", "--effort"),
    (["--gpus", "4", "--effort", "1001"], "out-of-range", "--effort"),
    (["--gpus", "4", "--format", "sglang"], "usage", "--format"),
    (["--gpus", "4", "--format", "vllm", "--output", "x"], "unknown-value", "--format"),
    (["--gpus", "4", "--output", "/no/such/folder/x"], "output-failed", "--output"),
    (["--gpus", "4", "--evaluate", "no-such.json"], "missing-file", "no-such.json"),
    ([], "usage", "--gpus"),
    (["--gpus", "4", "--model", "DeepSeek-R1"], "conflict", "--model has no effect without --cluster;"),
    (["--gpus", "4", "--cluster", "hgx-h200"], "conflict", "--cluster has no effect without --model;"),
    (
      ["--gpus", "4", "--sequences-per-gpu", "1"], "conflict",
      "--sequences-per-gpu has no effect without --model and --cluster;"
    ),
    (["--gpus", "4", "--model", "DeepSeek-R1", "--cluster", "hgx-h200"], "layer-count", "expected 61 rows"),
  ])
  func flags(flags: [String], id: String, place: String) throws {
    expectRefusal(try loads.run(flags: flags), id: id, saying: [place])
  }

  @Test(arguments: [
    ("{}", "missing-key", "logical_count"), (#"{"logical_count": []}"#, "out-of-range", "logical_count"),
    (#"{"logical_count": 3}"#, "wrong-type", "logical_count"),
    (#"{"logical_count": [[1, 2], [1]]}"#, "expert-count", "logical_count[1]: found a list of 1, expected 2 counts"),
    (#"{"logical_count": [[[1, 2]], [[1, 2], [1, 2]]]}"#, "layer-count", "logical_count[1]"),
    (#"{"logical_count": [[1, -2]]}"#, "out-of-range", "logical_count[0][1]: found -2"),
    (#"{"logical_count": [[1, NaN]]}"#, "out-of-range", "logical_count[0][1]"),
    (#"{"logical_count": [[1, "2"]]}"#, "wrong-type", "logical_count[0][1]"),
    (#"{"logical_count": [[0, 0], [0, 0]]}"#, "experts-without-tokens", "no tokens in any layer"),
    (#"{"logical_count": [[1, 2]], "counts": 1}"#, "unknown-key", "counts"),
    (#"{"logical_count": [[1, 2"#, "json-invalid", "the end of the file"), ("", "file-empty", "an empty file"),
  ])
  func files(text: String, id: String, place: String) throws {
    let path = try loads.folder.file("load.json", text)
    expectRefusal(try Layline.run("place", "--expert-load", path, "--gpus", "2"), id: id, saying: [path, place])
  }

  /// A load file is not overwritten.
  @Test func outputThatIsAnInput() throws {
    let path = try loads.file("load.json", SmallLoads.prefill)
    let before = try String(contentsOfFile: path, encoding: .utf8)
    let run = try Layline.run("place", "--expert-load", path, "--gpus", "2", "--output", path)
    expectRefusal(run, id: "output-taken", saying: ["--output", path])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == before)
  }

  /// Both files are named.
  @Test(arguments: [
    [[0, 0, 0, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5, 6, 7, 8]], [[0, 0], [1, 2], [3, 4]],
    [[1, 1, 1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8]],
  ])
  func filesOfDifferentModels(counts: [[Int]]) throws {
    let first = try loads.file("first.json", SmallLoads.prefill)
    let second = try loads.file("second.json", counts)
    for flag in ["--expert-load", "--evaluate"] {
      let run = try Layline.run("place", "--expert-load", first, flag, second, "--gpus", "2")
      expectRefusal(run, id: "loads-differ", saying: [second, "as in \(first)"])
    }
  }

  @Test func moreScenariosThanThereMayBe() throws {
    let path = try loads.file("prefill.json", SmallLoads.prefill)
    let files = [String](repeating: path, count: 65)
    expectRefusal(
      try Layline.run(["place", "--expert-load"] + files + ["--gpus", "2"]), id: "out-of-range",
      saying: ["--expert-load: found 65 files"])
    #expect(try Layline.run(["place", "--expert-load"] + files.dropLast() + ["--gpus", "2"]).status == 0)
  }
}
