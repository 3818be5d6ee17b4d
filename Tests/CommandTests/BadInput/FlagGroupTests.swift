import ArgumentParser
import Testing

@testable import layline

/// Groups of flags know which of them were given, by the names that people write.
@Suite struct FlagGroupTests {
  private static let values = [
    "--runtime": "vllm", "--draft-tokens": "2", "--acceptance": "0.5", "--steps-between-admissions": "4",
    "--most-sequences": "8", "--precision": "fp8", "--kv-precision": "fp8", "--expert-load": "x.json",
    "--redundant-experts": "4", "--write-mps": "x.mps", "--explain-quantity": "TPOT", "--requests-per-second": "1",
    "--concurrency": "2", "--ttft": "1 s", "--prefix-cache-hit": "0.5", "--workloads": "x.yaml", "--workers": "x.csv",
    "--prefill-derate": "0.9", "--decode-derate": "0.9", "--spare": "gpu", "--spare-mode": "restart",
    "--context": "8", "--input": "8", "--output-tokens": "8", "--batch": "8", "--tokens-per-second": "9",
  ]
  private static let switches = ["--two-batch-overlap", "--even-redundancy", "--explain"]

  /// Every flag of a group, given alone, is the one that the group names; no flag of the lists is left over.
  @Test func aGroupNamesWhatWasGiven() throws {
    let words = Self.values.map { [$0, $1] } + Self.switches.map { [$0] }
    var met: Set<String> = []
    func check<Group: ParsableArguments>(_ type: Group.Type) throws {
      for arguments in words {
        guard let group = try? Group.parse(arguments) else { continue }
        met.insert(arguments[0])
        #expect(group.given == [arguments[0]])
      }
      #expect(try Group.parse([]).given.isEmpty)
    }
    try check(RuntimeOptions.self)
    try check(PrecisionOptions.self)
    try check(CopyOptions.self)
    try check(PlanDetailOptions.self)
    try check(ServiceOptions.self)
    try check(WorkloadOptions.self)
    try check(ReplicaGoalOptions.self)
    #expect(met == Set(words.map { $0[0] }))
  }
}
