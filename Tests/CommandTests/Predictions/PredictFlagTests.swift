import Testing

@Suite("Bad questions about serving are refused in one line that names the flag")
struct PredictFlagTests {
  /// Flags beside the usual ones, the id and the place of the fault.
  private static let faults: [([String], String, String)] = [
    (["--tensor-parallel", "7"], "layout-impossible", "--tensor-parallel: found 7"),
    (["--tensor-parallel", "16"], "layout-impossible", "--tensor-parallel: found 16"),
    (["--expert-parallel", "3"], "layout-impossible", "--expert-parallel: found 3"),
    (["--data-parallel", "64", "--expert-parallel", "512"], "layout-impossible", "at most the 256 experts"),
    (["--tensor-parallel", "4", "--data-parallel", "3"], "layout-impossible", "--tensor-parallel: found 4"),
    (["--tensor-parallel", "4", "--data-parallel", "5"], "layout-impossible", "--data-parallel: found 5"),
    (["--pipeline-parallel", "62"], "layout-impossible", "at most the 61 layers"),
    (["--workers", "0"], "out-of-range", "--workers: found 0"),
    (["--workers", "two"], "wrong-type", "--workers: found \"two\""),
    (["--prefill", "tp=8"], "conflict", "--prefill has no effect without --decode;"),
    (["--decode", "tp=8"], "conflict", "--decode has no effect without --prefill;"),
    (["--prefill", "tp=8", "--decode", "tp=8"], "conflict", "--tensor-parallel cannot be given with --prefill"),
    (["--prefill-pool", "h200"], "conflict", "--prefill-pool has no effect without"),
    (["--pool", "no"], "unknown-pool", "expected one of h200"),
    (["--requests-per-second", "1"], "conflict", "--concurrency cannot be given with --requests-per-second"),
    (["--concurrency", "0"], "out-of-range", "--concurrency: found 0"),
    (["--requests", "0"], "out-of-range", "--requests: found 0"),
    (["--input", "0"], "out-of-range", "--input: found 0"),
    (["--output-tokens", "1"], "out-of-range", "--output-tokens: found 1"),
    (["--prefix-cache-hit", "1"], "out-of-range", "--prefix-cache-hit"),
    (["--prefix-cache-hit", "nan"], "out-of-range", "--prefix-cache-hit"),
    (["--draft-tokens", "2"], "conflict", "--draft-tokens has no effect without --acceptance"),
    (["--acceptance", "0.8"], "conflict", "--acceptance has no effect without --draft-tokens"),
    (["--acceptance", "1.8", "--draft-tokens", "2"], "out-of-range", "--acceptance"),
    (["--runtime", "foo"], "unknown-runtime", "one of any, sglang, trtllm, vllm"),
    (["--calibration", "foo"], "unknown-calibration", "--calibration"),
    (["--precision", "fp9"], "unknown-value", "--precision"),
    (["--kv-precision", "fp9"], "unknown-value", "--kv-precision"),
    (["--model", "no-such-model"], "unknown-model", "no-such-model"),
    (["--cluster", "no-such-cluster"], "unknown-cluster", "no-such-cluster"),
  ]

  @Test(arguments: faults)
  func isRefused(flags: [String], id: String, place: String) throws {
    var changed: [String: String?] = [:]
    for index in stride(from: 0, to: flags.count, by: 2) { changed[flags[index]] = flags[index + 1] }
    expectRefusal(try PredictedServing.run(changed), id: id, saying: [place])
  }

  @Test(arguments: [
    ("tp", "wrong-type", "--prefill: found \"tp\""), ("tp=8,x=1", "unknown-key", "--prefill: x"),
    ("tp=8,tp=4", "duplicate-key", "--prefill: tp is given twice"),
    ("dp=zero", "wrong-type", "--prefill: dp: found \"zero\""),
    ("dp=0", "out-of-range", "--prefill: dp: found 0"), ("", "wrong-type", "--prefill"),
    ("tp=7", "layout-impossible", "--prefill: tp: found 7"),
    ("dp=4,ep=3", "layout-impossible", "--prefill: ep: found 3"),
  ])
  func listsAreRefused(list: String, id: String, place: String) throws {
    let run = try PredictedServing.run(["--tensor-parallel": nil, "--prefill": list, "--decode": "tp=8"])
    expectRefusal(run, id: id, saying: [place])
  }

  @Test func nothingAboutTraffic() throws {
    expectRefusal(try PredictedServing.run(["--concurrency": nil]), id: "missing-flag", saying: ["--concurrency"])
    let rate: [String: String?] = ["--concurrency": nil, "--requests-per-second": "1", "--requests": "9"]
    expectRefusal(
      try PredictedServing.run(rate), id: "conflict", saying: ["--requests has no effect with --requests-per-second"])
  }

  @Test func expertsOfAModelWithoutThem() throws {
    for flag in ["--expert-parallel", "--redundant-experts"] {
      let flags: [String: String?] = ["--model": "Llama-3.1-8B", flag: "2"]
      expectRefusal(
        try PredictedServing.run(flags), id: "layout-impossible", saying: ["\(flag): found 2", "no experts"])
    }
  }
}
