import Testing
@testable import Clusters

/// Each expected list was printed by `scontrol show hostnames` of Slurm 22.05.8.
@Suite("Lists of hosts")
struct HostListTests {
  @Test(arguments: [
    ("node[01-03,7]", "node01 node02 node03 node7"), ("r[1-2]n[1-2]", "r1n1 r1n2 r2n1 r2n2"),
    ("n[1-3,009]", "n1 n2 n3 n009"), ("[1101-1102]", "1101 1102"), ("n[9-011]", "n9 n10 n11"),
    ("a,b[1,1],c", "a b1 b1 c"), ("switch.1.[9-12]", "switch.1.9 switch.1.10 switch.1.11 switch.1.12"),
    ("a,,b", "a b"), ("n[00-1]", "n00 n01"), ("n[5,3,4]", "n5 n3 n4"), ("x[1][2]", "x12"), ("n[01-1]", "n01"),
    ("n[007-009]", "n007 n008 n009"), ("a[1-2][3-4]", "a13 a14 a23 a24"), ("n[98-101]", "n98 n99 n100 n101"), ("", ""),
  ])
  func listsAreReadAsSlurmReadsThem(list: String, names: String) {
    #expect(HostPattern.names(inList: list, limit: 100)?.joined(separator: " ") == names)
  }

  @Test(arguments: [
    "n[3-1]", "n[]", "n[1-", "n1]", "n[1,-3]", "n[a-b]", "n[1-1-2]", "n[0x1]", "n[1-2", "]n[", "n[[1]]",
  ])
  func whatSlurmRefusesIsRefused(list: String) { #expect(HostPattern.names(inList: list, limit: 100) == nil) }

  @Test func moreNamesThanTheLimitAreNotMade() {
    #expect(HostPattern.names(inList: "n[1-100]", limit: 100)?.count == 100)
    #expect(HostPattern.names(inList: "n[1-101]", limit: 100) == nil)
    #expect(HostPattern.names(inList: "n[1-60],m[1-60]", limit: 100) == nil)
    #expect(HostPattern.names(inList: "n[1-11]m[1-11]", limit: 100) == nil)
  }

  @Test(arguments: [
    (["n1", "n2", "n3"], ["n[1-3]"]), (["n08", "n09", "n10"], ["n[08-10]"]), (["n9", "n10"], ["n[9-10]"]),
    (["n09", "n010"], ["n09", "n010"]), (["n1", "n3"], ["n1", "n3"]), (["a", "b"], ["a", "b"]),
    (["r1n1", "r1n2", "r2n1"], ["r1n[1-2]", "r2n1"]), (["n1-a", "n2-a", "n3-b"], ["n[1-2]-a", "n3-b"]),
    (["1", "2"], ["[1-2]"]),
    (["n99999999999999999998", "n99999999999999999999"], ["n99999999999999999998", "n99999999999999999999"]),
  ])
  func runsBecomeRanges(names: [String], patterns: [String]) { #expect(HostPattern.shortened(names) == patterns) }

  /// The law: what is shortened is read back.
  @Test func shortenedNamesAreReadBack() {
    var random = RepeatedRandom(7)
    for _ in 0..<300 {
      let names = (0..<20).map { _ in
        ["n", "n0", "x-", "", "a1b"][random.below(5)] + "\(random.below(30))" + ["", "", "z", "-00"][random.below(4)]
      }
      let patterns = HostPattern.shortened(names)
      #expect(patterns.flatMap { HostPattern.expand($0, limit: 100) ?? [] } == names)
    }
  }
}
