import Testing

/// Flags that a plan is refused for.
struct BadPlan: Sendable, CustomTestStringConvertible {
  let flags: [String: String?]
  let id: String
  /// Where the message says that the fault is.
  let place: String

  init(_ flag: String, _ value: String, _ id: String) {
    flags = [flag: value]
    self.id = id
    place = "\(flag): found "
  }

  init(_ flags: [String: String?], _ id: String, at place: String) {
    self.flags = flags
    self.id = id
    self.place = place
  }

  var testDescription: String { flags.map { "\($0.key) \($0.value ?? "-")" }.sorted().joined(separator: " ") }

  static let all: [BadPlan] =
    ["0", "-1"].map { BadPlan("--context", $0, "out-of-range") }
    + ["1e400", "NaN", "4q"].map { BadPlan("--context", $0, "wrong-type") }
    + [BadPlan("--tpot", "50", "unit-missing"), BadPlan("--tpot", "50 GB", "unit-wrong")]
    + ["0 ms", "-5 ms"].map { BadPlan("--tpot", $0, "out-of-range") }
    + ["NaN ms", "1e400 ms"].map { BadPlan("--tpot", $0, "unit-wrong") }
    + ["--batch", "--gpus"].flatMap { flag in
      [BadPlan(flag, "0", "out-of-range"), BadPlan(flag, "-8", "out-of-range"), BadPlan(flag, "2.5", "wrong-type")]
    }
    + ["0", "-1", "NaN", "1e400"].map { BadPlan("--tokens-per-second", $0, "out-of-range") }
    + ["2", "-0.1", "NaN"].map { BadPlan("--gap", $0, "out-of-range") }
    + [BadPlan("--gap", "small", "wrong-type"), BadPlan("--objective", "speed", "unknown-value")]
    + ["--precision", "--kv-precision"].map { BadPlan($0, "fp9", "unknown-value") }
    + [
      BadPlan("--calibration", "hopeful", "unknown-calibration"),
      BadPlan(["--calibration": "no/such.yaml"], "missing-file", at: "no/such.yaml: found "),
      BadPlan(["--expert-load": "no/such.json"], "missing-file", at: "no/such.json: found "),
      BadPlan(["--model": "no/such.json"], "missing-file", at: "no/such.json: found "),
      BadPlan(["--cluster": "no/such.yaml"], "missing-file", at: "no/such.yaml: found "),
      BadPlan(["--output": "/no/such/folder/plan.json"], "output-failed", at: "--output: found "),
      BadPlan(["--write-mps": "/no/such/folder/plan.mps"], "output-failed", at: "--write-mps: found "),
      BadPlan(["--objective": "latency"], "missing-flag", at: "--batch is missing; "),
      BadPlan(["--objective": "gpus"], "missing-flag", at: "--tokens-per-second is missing; "),
      BadPlan(["--context": nil], "missing-flag", at: "--context is missing; "),
      BadPlan(["--input": "10"], "conflict", at: "--context cannot be given with --input "),
      BadPlan(["--context": nil, "--input": "10"], "conflict", at: "--input has no effect without --output-tokens; "),
      BadPlan(
        ["--context": nil, "--input": "10", "--output-tokens": "0"], "out-of-range", at: "--output-tokens: found "),
    ]
}
